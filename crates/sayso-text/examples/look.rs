//! Prints what a text's figures and moments are read as: `look DAY < text`, a line a part.
use std::io::Read;

fn main() {
    let mut text = String::new();
    let published = std::env::args().nth(1).and_then(|day| day.parse().ok());
    if std::io::stdin().read_to_string(&mut text).is_err() {
        return;
    }
    let mut parts = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let span = sayso_text::Span::new(at, at + line.trim_end().len());
        at += line.len();
        parts.push(sayso_text::Part { span, role: sayso_text::Role::Body });
    }
    let document = sayso_text::annotate(&text, &parts, published);
    for part in &parts {
        println!("{}", document.text(part.span));
        for figure in document.figures.iter().filter(|figure| part.span.contains(figure.span)) {
            println!(
                "    F [{}] {} {:?} {}",
                document.text(figure.span),
                figure.kind.name(),
                figure.bound,
                figure
            );
        }
        for moment in document.moments.iter().filter(|moment| part.span.contains(moment.span)) {
            println!(
                "    M {} {} {:?} {:?}",
                moment.shown(&document),
                moment.kind.name(),
                moment.value(),
                document.text(moment.core)
            );
        }
    }
}
