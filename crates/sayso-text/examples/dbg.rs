use sayso_text::*;
fn main() {
    let text = std::fs::read_to_string(std::env::args().nth(1).unwrap()).unwrap();
    let mut parts = vec![];
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let end = at + line.trim_end().len();
        if end > at {
            parts.push(Part { span: Span::new(at, end), role: Role::Body });
        }
        at += line.len();
    }
    let d = annotate(&text, &parts, None);
    for s in statements(&d) {
        println!(
            "{:?} | {:?} | {:?} | {:.2} | {:?}",
            s.actors.iter().map(|a| (a.name.clone(), a.refers.map(|r| d.text(r)))).collect::<Vec<_>>(),
            s.cue.iter().map(|c| d.text(*c)).collect::<Vec<_>>(),
            s.content.iter().map(|c| d.text(*c)).collect::<Vec<_>>(),
            s.confidence,
            s.certainty
        );
    }
    if std::env::args().len() < 3 {
        return;
    }
    for s in &d.sentences {
        for i in s.tokens.clone() {
            let t = &d.tokens[i];
            println!(
                "{i} {} {} {} {}->{} {}{}",
                d.word(i),
                t.lemma,
                t.tag,
                t.dep,
                d.word(t.head),
                t.entity,
                if t.entity_inside { "+" } else { "" }
            );
        }
        println!();
    }
}
#[allow(dead_code)]
fn x() {}
