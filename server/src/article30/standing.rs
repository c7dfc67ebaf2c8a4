//! What the record says of displacements: who displaced whom and by whose word,
//! what waits for the office, and what is odd.

use super::Remark;
use crate::agreements::Agreement;
use crate::calendar::{self, Basis};
use crate::intake::reference;
use crate::problem::object;
use crate::succession::{Claim, Displacement, Odd, State, Succession};
use blankett::engine::json::Json;
use std::collections::HashMap;

/// What is said of each agreement in force: remarks, and `erstatninger`.
#[derive(Default)]
pub struct Standing {
    pub remarks: Vec<Remark>,
    pub displacements: Vec<Json>,
}

/// What is to be said of each agreement in force, in the order of `in_force`.
pub fn standings(claims: &[Claim], found: &Succession, of_files: bool) -> Vec<Standing> {
    let mut said: Vec<Standing> = found.in_force.iter().map(|_| Standing::default()).collect();
    let mut groups: HashMap<_, Vec<usize>> = HashMap::new();
    for (place, at) in found.in_force.iter().enumerate() {
        groups.entry(claims[*at].group()).or_default().push(place);
    }
    // Of files several of one group stand; each is told its own.
    let places = |at: usize| -> Vec<usize> {
        match found.in_force.iter().position(|it| *it == at) {
            Some(own) if of_files => vec![own],
            _ => groups.get(&claims[at].group()).cloned().unwrap_or_default(),
        }
    };
    for it in &found.displacements {
        let mut both = places(it.by);
        both.extend(places(it.of));
        both.sort_unstable();
        both.dedup();
        for place in both {
            said[place]
                .displacements
                .push(displacement_json(claims, it));
            if it.state == State::Pending {
                let words = displacement_words(claims, it);
                said[place]
                    .remarks
                    .push(Remark::new("venter-bekreftelse", words));
            }
        }
    }
    for (at, odd) in &found.odd {
        for place in places(*at) {
            said[place].remarks.push(odd_remark(&claims[*at], *odd));
        }
    }
    for (place, at) in found.in_force.iter().enumerate() {
        let claim = &claims[*at];
        let others = groups.get(&claim.group()).map_or(&[][..], Vec::as_slice);
        if others.len() > 1 {
            said[place].remarks.push(several(claims, found, others));
        }
        if let Some(sender) = claim.sender.as_ref().filter(|it| **it != claim.number) {
            let words = format!(
                "Avtalen ble sendt med nøkkelen til {sender}, som ikke er den behandlingsansvarlige."
            );
            said[place]
                .remarks
                .push(Remark::new("avsender-annen", words));
        }
    }
    said
}

/// What happened, a line each, for the one who runs the command.
pub fn notes(claims: &[Claim], found: &Succession) -> Vec<String> {
    let displacement = |it: &Displacement| {
        let (by, of) = (&claims[it.by], &claims[it.of]);
        let who = it.decision.as_ref().map_or("somebody", |it| it.by.as_str());
        let (verb, why) = match it.state {
            State::Pending => ("would displace", "nobody has confirmed it".to_owned()),
            State::Confirmed => ("displaced", format!("confirmed by {}", plain(who))),
            State::Rejected => ("would displace", format!("rejected by {}", plain(who))),
            State::Sender => (
                "displaced",
                "sent with a token of that organisation".to_owned(),
            ),
            State::Unproved => (
                "says that it replaces",
                "of files nobody can tell".to_owned(),
            ),
        };
        format!(
            "{} ({}) {verb} {} ({}) of \"{}\" in {}: {why}.",
            by.id,
            reference(&by.id),
            of.id,
            reference(&of.id),
            plain(&of.name),
            by.form
        )
    };
    let odd = |(at, odd): &(usize, Odd)| {
        let claim = &claims[*at];
        let what = match odd {
            Odd::Unknown => "is not here, and is not known to have been refused",
            Odd::Itself => "is itself",
            Odd::Circle => "says in its turn that it replaces this one",
            Odd::Later => "was received later",
            Odd::OtherForm => "is another form",
            Odd::OtherController => "is another controller's",
        };
        format!(
            "{} ({}) says that it replaces {}, which {what}.",
            claim.id,
            reference(&claim.id),
            claim.replaces.as_deref().unwrap_or_default()
        )
    };
    let displacements = found.displacements.iter().map(displacement);
    displacements.chain(found.odd.iter().map(odd)).collect()
}

fn displacement_json(claims: &[Claim], it: &Displacement) -> Json {
    let (by, of) = (&claims[it.by], &claims[it.of]);
    let status = match it.state {
        State::Pending => "venter",
        State::Confirmed => "bekreftet",
        State::Rejected => "avvist",
        State::Sender => "avsender",
        State::Unproved => "ukjent",
    };
    let mut members = vec![
        ("innsending", side(by)),
        ("erstatter", side(of)),
        ("status", Json::text(status)),
        ("tekst", Json::Text(displacement_words(claims, it))),
    ];
    if let Some(it) = &it.decision {
        let decided = [("av", Json::text(&it.by)), ("tid", Json::text(&it.at))];
        members.push(("avgjort", object(decided)));
    }
    object(members)
}

fn side(it: &Claim) -> Json {
    let mut members = vec![
        ("id", Json::text(&it.id)),
        ("referanse", Json::Text(reference(&it.id))),
    ];
    for (key, text) in [
        ("navn", &it.name),
        ("organisasjonsnummer", &it.number),
        ("mottatt", &it.received_at),
    ] {
        if !text.is_empty() {
            members.push((key, Json::text(text)));
        }
    }
    object(members)
}

/// In words, as the table has it.
fn displacement_words(claims: &[Claim], it: &Displacement) -> String {
    let named = |it: &Claim| format!("{} av «{}»", reference(&it.id), plain(&it.name));
    let (by, of) = (named(&claims[it.by]), named(&claims[it.of]));
    let decided = it.decision.as_ref();
    let who = decided.map_or_else(String::new, |it| {
        format!("{} {}", plain(&it.by), day(&it.at))
    });
    match it.state {
        State::Pending => format!(
            "{by}, mottatt {}, oppgir å erstatte {of}. Ingen har bekreftet det, så {} står.",
            day(&claims[it.by].received_at),
            reference(&claims[it.of].id)
        ),
        State::Confirmed => format!("{by} erstattet {of}. Bekreftet av {who}."),
        State::Rejected => format!("{by} erstatter ikke {of}. Avvist av {who}."),
        State::Sender => format!("{by} erstattet {of}. Sendt med virksomhetens egen nøkkel."),
        State::Unproved => format!(
            "{by} oppgir å erstatte {of}. Av filer kan ingen se om det stemmer, så begge står."
        ),
    }
}

fn odd_remark(claim: &Claim, odd: Odd) -> Remark {
    let (code, what) = match odd {
        Odd::Unknown => (
            "retter-ukjent",
            "som ikke er her. Det er vanlig hvis den ble avvist",
        ),
        Odd::Itself => ("retter-seg-selv", "som er den selv"),
        Odd::Circle => ("retter-i-ring", "som selv oppgir å rette denne"),
        Odd::Later => ("retter-senere", "som kom senere"),
        Odd::OtherForm => ("retter-annet-skjema", "som er et annet skjema"),
        Odd::OtherController => (
            "retter-annen-virksomhet",
            "som er en annen virksomhets avtale",
        ),
    };
    let replaces = claim.replaces.as_deref().map(reference).unwrap_or_default();
    let words = format!(
        "{} oppgir å rette {replaces}, {what}.",
        reference(&claim.id)
    );
    Remark::new(code, words)
}

fn several(claims: &[Claim], found: &Succession, places: &[usize]) -> Remark {
    let all = places
        .iter()
        .map(|place| reference(&claims[found.in_force[*place]].id));
    let mut all: Vec<String> = all.collect();
    all.sort();
    let words = format!(
        "Virksomheten har flere avtaler på dette skjemaet: {}. Av filer kan ingen se hvilken som gjelder.",
        all.join(", ")
    );
    Remark::new("flere-avtaler", words)
}

/// What is remarkable about the day by which an agreement was judged.
pub fn judged(it: &Agreement) -> Option<Remark> {
    let receipt = it.receipt.as_ref()?;
    let received = calendar::norwegian_day(receipt.received_at.parse().ok()?);
    let sent = calendar::sender_day(&it.submitted_at)?;
    let Some((on, by)) = &receipt.judged else {
        return (sent != received).then(|| {
            let words = format!("Sendt {sent} etter avsenderens klokke, mottatt {received}. Hvilken dag den ble vurdert etter, ble ikke notert da den kom.");
            Remark::new("vurdert-dag-ikke-notert", words)
        });
    };
    if *by == Basis::SenderOutOfBounds.code() {
        let words = format!(
            "Avsenderen oppgir at den ble lagret {sent}. Det teller ikke: Den ble vurdert etter dagen den kom, {on}."
        );
        return Some(Remark::new("oppgitt-dag-teller-ikke", words));
    }
    (*on != received.to_string()).then(|| {
        let words = format!("Vurdert etter {on}, ikke etter dagen den kom, {received}.");
        Remark::new("vurdert-annen-dag", words)
    })
}

fn day(time: &str) -> String {
    let day = time.parse().map(calendar::norwegian_day);
    day.map_or_else(|_| time.to_owned(), |day| day.to_string())
}

/// A name as it can stand in a line: anybody may have written it, also what
/// moves a terminal's cursor or turns the direction of writing.
pub fn plain(name: &str) -> String {
    let odd = |it: char| {
        it.is_control()
            || matches!(it, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    name.chars().filter(|it| !odd(*it)).collect()
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn a_name_moves_no_cursor_and_turns_no_line() {
        let name = "Fjord\u{1b}[2J\r\n \u{202e}SA\u{2066}\u{200b} Ås «A/S» 挪威";
        assert_eq!(plain(name), "Fjord[2J SA Ås «A/S» 挪威");
    }
}
