//! The content encoding that a browser accepts (RFC 9110, section 12.5.3).

/// A content encoding of an embedded file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    Brotli,
    Gzip,
    Identity,
}

/// The best of what is there by the weights of `Accept-Encoding`; at equal weight the smaller form.
pub fn choose(accepted: Option<&str>, has_br: bool, has_gz: bool) -> Encoding {
    let Some(accepted) = accepted else {
        return Encoding::Identity;
    };
    let br = if has_br { weight(accepted, &["br"]) } else { 0 };
    let gz = if has_gz {
        weight(accepted, &["gzip", "x-gzip"])
    } else {
        0
    };
    // Unless it is refused by name, the plain form is acceptable, after everything that was asked for.
    if br > 0 && br >= gz {
        Encoding::Brotli
    } else if gz > 0 {
        Encoding::Gzip
    } else {
        Encoding::Identity
    }
}

/// The weight of a coding in thousandths: its own, else that of `*`, else none.
fn weight(accepted: &str, names: &[&str]) -> u16 {
    let mut of_any = 0;
    for part in accepted.split(',') {
        let mut pieces = part.split(';').map(str::trim);
        let name = pieces.next().unwrap_or_default();
        let q = pieces
            .find_map(|piece| piece.strip_prefix("q=").or_else(|| piece.strip_prefix("Q=")))
            .map_or(Some(1000), thousandths)
            .unwrap_or(0);
        if names.iter().any(|wanted| name.eq_ignore_ascii_case(wanted)) {
            return q;
        }
        if name == "*" {
            of_any = q;
        }
    }
    of_any
}

fn thousandths(text: &str) -> Option<u16> {
    let value: f32 = text.trim().parse().ok()?;
    // In range by the test before it; a weight has at most three digits after the point.
    (0.0..=1.0).contains(&value).then_some((value * 1000.0).round() as u16)
}

#[cfg(test)]
mod tests {
    use super::{Encoding, choose};

    #[test]
    fn the_smaller_form_is_sent_to_who_takes_both() {
        assert_eq!(choose(Some("gzip, deflate, br"), true, true), Encoding::Brotli);
        assert_eq!(choose(Some("gzip, deflate"), true, true), Encoding::Gzip);
        assert_eq!(choose(Some("br, gzip"), false, true), Encoding::Gzip);
    }

    #[test]
    fn a_weight_of_zero_is_a_refusal() {
        assert_eq!(choose(Some("br;q=0, gzip"), true, true), Encoding::Gzip);
        assert_eq!(choose(Some("br; q=0.0, gzip;q=0"), true, true), Encoding::Identity);
        assert_eq!(choose(Some("*, br;q=0"), true, true), Encoding::Gzip);
        assert_eq!(choose(Some("*;q=0"), true, true), Encoding::Identity);
    }

    #[test]
    fn a_heavier_weight_wins() {
        assert_eq!(choose(Some("br;q=0.1, gzip;q=0.9"), true, true), Encoding::Gzip);
        assert_eq!(choose(Some("BR;Q=1, gzip;q=0.9"), true, true), Encoding::Brotli);
    }

    #[test]
    fn nothing_or_nonsense_gets_the_plain_form() {
        assert_eq!(choose(None, true, true), Encoding::Identity);
        assert_eq!(choose(Some(""), true, true), Encoding::Identity);
        assert_eq!(choose(Some("abracadabra"), true, true), Encoding::Identity);
        assert_eq!(choose(Some("br;q=x"), true, true), Encoding::Identity);
    }
}
