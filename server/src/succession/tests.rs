use super::*;

const FORM: &str = "avtale";
/// Two controllers' numbers.
const FJORD: &str = "971058676";
const DAL: &str = "929782216";

/// A claim that was received at this time, for the controller of this number.
fn claim(id: &str, number: &str, received_at: &str) -> Claim {
    Claim {
        id: id.to_owned(),
        form: FORM.to_owned(),
        whole: FORM.to_owned(),
        name: format!("Navn {number}"),
        number: number.to_owned(),
        replaces: None,
        place: received_at.parse().unwrap_or_default(),
        received_at: received_at.to_owned(),
        corrects_refused: false,
        sender: None,
    }
}

impl Claim {
    fn replacing(mut self, id: &str) -> Self {
        self.replaces = Some(id.to_owned());
        self
    }

    fn from(mut self, sender: &str) -> Self {
        self.sender = Some(sender.to_owned());
        self
    }
}

fn decision(submission: &str, displaces: &str, confirmed: bool, at: &str) -> Decision {
    Decision {
        submission: submission.to_owned(),
        form: FORM.to_owned(),
        displaces: displaces.to_owned(),
        confirmed,
        by: "Kari".to_owned(),
        at: at.to_owned(),
    }
}

/// The ids that stand, and each displacement as `by>of:state`.
fn worked_out(claims: &[Claim], decisions: &[Decision]) -> (Vec<String>, Vec<String>) {
    let found = succession(claims, &HashMap::new(), decisions);
    let mut standing: Vec<String> = found
        .in_force
        .iter()
        .map(|at| claims[*at].id.clone())
        .collect();
    standing.sort();
    let say =
        |it: &Displacement| format!("{}>{}:{:?}", claims[it.by].id, claims[it.of].id, it.state);
    let mut displacements: Vec<String> = found.displacements.iter().map(say).collect();
    displacements.sort();
    // Whatever the order in which they are given.
    let mut turned = claims.to_vec();
    turned.reverse();
    let again = succession(&turned, &HashMap::new(), decisions);
    let mut ids: Vec<String> = again
        .in_force
        .iter()
        .map(|at| turned[*at].id.clone())
        .collect();
    ids.sort();
    assert_eq!(ids, standing);
    (standing, displacements)
}

fn stands(claims: &[Claim], decisions: &[Decision]) -> Vec<String> {
    worked_out(claims, decisions).0
}

#[test]
fn the_first_received_stands_and_the_others_wait() {
    let claims = [
        claim("a", FJORD, "1"),
        claim("b", FJORD, "2"),
        claim("c", FJORD, "3"),
    ];
    let (standing, displacements) = worked_out(&claims, &[]);
    assert_eq!(standing, ["a"]);
    assert_eq!(displacements, ["b>a:Pending", "c>a:Pending"]);
    // A clock that is put back makes nothing the first.
    let back = Claim {
        received_at: "0".to_owned(),
        ..claim("b", FJORD, "2")
    };
    assert_eq!(stands(&[claim("a", FJORD, "1"), back.clone()], &[]), ["a"]);
    let own = back.from(FJORD);
    assert_eq!(stands(&[claim("a", FJORD, "1"), own], &[]), ["b"]);
}

#[test]
fn what_a_submission_says_of_itself_displaces_nothing() {
    let claims = [
        claim("a", FJORD, "1"),
        claim("b", DAL, "2").replacing("a"),
        claim("c", FJORD, "3").replacing("a"),
    ];
    let (standing, displacements) = worked_out(&claims, &[]);
    assert_eq!(standing, ["a", "b"]);
    assert_eq!(displacements, ["b>a:Pending", "c>a:Pending"]);
}

#[test]
fn the_offices_last_decision_counts() {
    let claims = [
        claim("a", FJORD, "1"),
        claim("b", FJORD, "2"),
        claim("c", FJORD, "3"),
    ];
    let yes = decision("b", "a", true, "4");
    let (standing, displacements) = worked_out(&claims, std::slice::from_ref(&yes));
    assert_eq!(standing, ["b"]);
    assert_eq!(displacements, ["b>a:Confirmed", "c>b:Pending"]);
    let no = decision("b", "a", false, "5");
    assert_eq!(stands(&claims, &[yes.clone(), no.clone()]), ["a"]);
    let again = decision("b", "a", true, "6");
    assert_eq!(stands(&claims, &[yes.clone(), no, again]), ["b"]);
    // The later decision stands, also on what was received earlier.
    let both = [decision("c", "a", true, "4"), decision("b", "c", true, "5")];
    let (standing, displacements) = worked_out(&claims, &both);
    assert_eq!(standing, ["b"]);
    assert_eq!(displacements, ["b>c:Confirmed", "c>a:Confirmed"]);
    // A decision on another form, or on what is not of this controller, says nothing.
    let other = Decision {
        form: "annen".to_owned(),
        ..yes
    };
    assert_eq!(
        stands(&claims, &[other, decision("b", "x", true, "5")]),
        ["a"]
    );
}

#[test]
fn a_controllers_own_token_displaces_its_own() {
    let claims = [
        claim("a", FJORD, "1"),
        claim("b", FJORD, "2").from(FJORD),
        claim("c", FJORD, "3"),
        claim("d", FJORD, "4").from(DAL),
    ];
    let (standing, displacements) = worked_out(&claims, &[]);
    assert_eq!(standing, ["b"]);
    assert_eq!(displacements, ["b>a:Sender", "c>b:Pending", "d>b:Pending"]);
    // The office has the last word.
    assert_eq!(stands(&claims, &[decision("b", "a", false, "5")]), ["a"]);
}

#[test]
fn a_correction_to_another_number() {
    // A wrong number was typed, and the right one's agreement came before.
    let claims = [
        claim("a", FJORD, "1"),
        claim("b", DAL, "2"),
        claim("c", DAL, "3"),
        claim("d", "991913823", "4").replacing("b"),
    ];
    assert_eq!(stands(&claims, &[]), ["a", "b", "d"]);
    // Withdrawn, so that the one that waited behind it stands by itself.
    let yes = decision("d", "b", true, "5");
    let (standing, displacements) = worked_out(&claims, std::slice::from_ref(&yes));
    assert_eq!(standing, ["a", "c", "d"]);
    assert_eq!(displacements, ["d>b:Confirmed"]);
    let no = decision("d", "b", false, "6");
    assert_eq!(stands(&claims, &[yes, no]), ["a", "b", "d"]);
    // By a token of the one whose agreement is corrected, not of the other.
    for (sender, standing) in [
        (DAL, vec!["a", "c", "d"]),
        ("991913823", vec!["a", "b", "d"]),
    ] {
        let mut claims = claims.clone();
        claims[3].sender = Some(sender.to_owned());
        assert_eq!(stands(&claims, &[]), standing, "{sender}");
    }
}

/// Else a sender could take its own agreement out of the record, or have the
/// office do so, for the sake of one that is not in it.
#[test]
fn nothing_is_withdrawn_for_what_does_not_stand_itself() {
    let claims = [
        claim("a", FJORD, "1"),
        claim("b", DAL, "2"),
        claim("c", FJORD, "3").replacing("b").from(DAL),
    ];
    let (standing, displacements) = worked_out(&claims, &[]);
    assert_eq!(standing, ["a", "b"]);
    assert_eq!(displacements, ["c>a:Pending", "c>b:Pending"]);
    assert_eq!(stands(&claims, &[decision("c", "a", true, "4")]), ["c"]);
}

#[test]
fn controllers_known_by_name_only_or_not_at_all() {
    let named = |id: &str, name: &str, received_at: &str| {
        let name = name.to_owned();
        Claim {
            name,
            ..claim(id, "", received_at)
        }
    };
    let claims = [
        named("a", "Fjord AS", "1"),
        named("b", " fjord  as", "2"),
        // Nobody's token is that of a name, and an empty number is nobody's.
        named("c", "Fjord AS", "3").from(""),
        named("d", "", "4"),
        named("e", "", "5"),
    ];
    let (standing, displacements) = worked_out(&claims, &[]);
    assert_eq!(standing, ["a", "d", "e"]);
    assert_eq!(displacements, ["b>a:Pending", "c>a:Pending"]);
}

#[test]
fn odd_corrections_are_told() {
    let other = |it: Claim, form: &str, whole: &str| Claim {
        form: form.to_owned(),
        whole: whole.to_owned(),
        ..it
    };
    let claims = [
        claim("a", FJORD, "1").replacing("missing"),
        Claim {
            corrects_refused: true,
            ..claim("b", FJORD, "2").replacing("refused")
        },
        claim("c", FJORD, "3").replacing("c"),
        claim("d", FJORD, "4").replacing("e"),
        claim("e", FJORD, "5"),
        claim("f", DAL, "6").replacing("a"),
        claim("g", FJORD, "7").replacing("order"),
        claim("h", FJORD, "8").replacing("i"),
        claim("i", FJORD, "9").replacing("h"),
        other(claim("j", FJORD, "10"), "annen", "annen").replacing("a"),
        other(claim("k", FJORD, "11"), "annen", "pakke").replacing("packet"),
        claim("l", FJORD, "12").replacing("a"),
    ];
    let others = [("order", "bestilling"), ("packet", "pakke")];
    let others = others
        .map(|(id, form)| (id.to_owned(), form.to_owned()))
        .into();
    let found = succession(&claims, &others, &[]);
    let odd: Vec<_> = found
        .odd
        .iter()
        .map(|(at, odd)| (claims[*at].id.as_str(), *odd))
        .collect();
    let mut wanted = vec![
        ("a", Odd::Unknown),
        ("c", Odd::Itself),
        ("d", Odd::Later),
        ("f", Odd::OtherController),
        ("g", Odd::OtherForm),
        ("h", Odd::Circle),
        ("i", Odd::Circle),
        ("j", Odd::OtherForm),
    ];
    let mut odd = odd;
    odd.sort_by_key(|(id, _)| *id);
    wanted.sort_by_key(|(id, _)| *id);
    assert_eq!(odd, wanted);
}

#[test]
fn of_files_all_stand() {
    let file = |id, number| claim(id, number, "");
    let claims = [
        file("b", FJORD),
        file("a", FJORD).replacing("b"),
        file("c", DAL).replacing("c"),
    ];
    let found = of_files(&claims);
    assert_eq!(found.in_force, [0, 1, 2]);
    assert_eq!(found.odd, [(2, Odd::Itself)]);
    let [it] = &found.displacements[..] else {
        panic!("{found:?}")
    };
    assert_eq!((it.by, it.of, it.state), (1, 0, State::Unproved));
}
