fn main() {
    let text = std::fs::read_to_string(std::env::args().nth(1).unwrap()).unwrap();
    let date = std::env::args().nth(2).and_then(|d| d.parse().ok());
    let mut parts = Vec::new(); let mut start = 0;
    for (i, line) in text.split_inclusive('\n').enumerate() { let t = line.trim(); if !t.is_empty() { let s = start + (line.len() - line.trim_start().len()); parts.push(sayso_text::Part { span: sayso_text::Span::new(s, s + t.len()), role: if i==0 {sayso_text::Role::Headline} else {sayso_text::Role::Body} }); } start += line.len(); }
    for (n, read) in [("d", sayso_text::annotate as fn(&str,&[sayso_text::Part],Option<jiff::civil::Date>)->sayso_text::Document), ("f", sayso_text::annotate_fast)] {
        let d = read(&text, &parts, date);
        println!("=== {n}");
        for p in &d.places { println!("  {:?} {} {}", d.text(p.span), p.shown(&d), p.usage.name()); }
        for (i, a) in sayso_text::statements(&d).iter().enumerate() {
            let f = |r: &[sayso_text::Span]| r.iter().map(|s| d.text(*s).to_string()).collect::<Vec<_>>();
            println!("{i} K {:?} S {:?} {} {} within {:?} same_source {:?} same_fig {:?}\n   C {:?}", f(&a.cue), f(&a.source), a.mode.name(), a.certainty.name(), a.within, a.same_source, a.same_figure, f(&a.content));
            for x in &a.actors { println!("   A {} | role {:?} | party {:?} | unnamed {} | refers {:?}", x.name, x.role, x.party, x.unnamed, x.refers.map(|s| d.text(s))); }
            for v in &a.via { println!("   V {v:?}"); }
            if let Some(s) = a.said { println!("   said {} {:?}", d.text(d.moments[s].span), d.moments[s].edtf); }
            if !a.quoted.is_empty() { println!("   quoted {:?}", f(&a.quoted)); }
            for x in &a.figures { let g=&d.figures[*x]; println!("   F {:?} counts {:?} outcome {:?} {:?} {:?} {:?} {}", d.text(g.span), g.counts.as_ref().map(|c| &c.name), g.outcome.as_ref().map(|o| &o.name), g.low, g.high, g.bound, g.also.is_some()); }
            for x in &a.places { println!("   P {} ({})", d.places[*x].shown(&d), d.places[*x].usage.name()); }
            for x in &a.moments { println!("   M {:?} {:?}", d.text(d.moments[*x].span), d.moments[*x].edtf); }
            for (x,y) in &a.refers { println!("   R {:?} -> {:?}", d.text(*x), d.text(*y)); }
            if let Some(s) = a.subject { println!("   subject {:?}", d.text(s)); }
            if !a.asides.is_empty() { println!("   asides {:?}", f(&a.asides)); }
        }
    }
}
