fn main() {
    let text = std::fs::read_to_string(std::env::args().nth(1).unwrap()).unwrap();
    let mut parts = Vec::new(); let mut start = 0;
    for line in text.split_inclusive('\n') { let t = line.trim(); if !t.is_empty() { let s = start + (line.len() - line.trim_start().len()); parts.push(sayso_text::Part { span: sayso_text::Span::new(s, s + t.len()), role: sayso_text::Role::Body }); } start += line.len(); }
    for (n, read) in [("d", sayso_text::annotate as fn(&str,&[sayso_text::Part],Option<jiff::civil::Date>)->sayso_text::Document), ("f", sayso_text::annotate_fast)] {
        let d = read(&text, &parts, None);
        println!("=== {n}");
        for a in sayso_text::attribution::find(&d) {
            let f = |r: &std::ops::Range<usize>| d.text(sayso_text::attribution::span(&d, r)).to_string();
            println!("K {:?} S {:?}\n   C {:?}", f(&a.cue), a.source.iter().map(f).collect::<Vec<_>>(), a.content.iter().map(f).collect::<Vec<_>>());
        }
        if n == "d" { for t in &d.tokens { print!("{}/{}/{}/{}/{} ", d.text(t.span), t.tag, t.dep, d.text(d.tokens[t.head].span), t.entity); } println!(); }
    }
}
