//! Access tokens (JWT, HS256, minutes) and refresh tokens (derived, numbered, kept in a cookie).
//!
//! A refresh token is `<login>.<number>.<keyed hash>`. The hash covers the login, the number and a random seed that only
//! this login's row holds, under the server's key: so a token can be made again (the previous one, for 10 seconds, gets the
//! same successor) although none is stored, and neither a stolen database nor a stolen key alone makes one.

use crate::clock::{Clock, Millis};
use crate::error::{Code, Error, Result};
use crate::ids::{LoginId, PersonId};
use crate::keys::{Keys, hex};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use subtle::ConstantTimeEq as _;

const ISSUER: &str = "tongxing";
const AUDIENCE: &str = "tongxing-api";
/// RFC 9068: so that no other kind of token is taken for one of these (ASVS 9.2.2).
const KIND: &str = "at+jwt";

/// Makes and checks access tokens.
#[derive(Clone)]
pub struct Tokens(Arc<Inner>);

struct Inner {
    keys: Keys,
    validation: Validation,
    clock: Clock,
}

/// What an access token says.
#[derive(Debug, Serialize, Deserialize)]
pub struct Claims {
    iss: String,
    aud: String,
    sub: PersonId,
    lid: LoginId,
    iat: i64,
    nbf: i64,
    exp: i64,
    /// How often the screen of this login was locked before the token was made.
    #[serde(default)]
    lock: i64,
    /// Staff without a second factor when the token was made.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    setup: bool,
}

impl Claims {
    pub fn person(&self) -> &PersonId {
        &self.sub
    }

    pub fn login(&self) -> &LoginId {
        &self.lid
    }

    /// How often its screen was locked before.
    pub fn lock(&self) -> i64 {
        self.lock
    }

    pub fn expires_at(&self) -> Millis {
        self.exp * 1000
    }

    /// Made for staff who had no second factor yet.
    pub fn is_for_setup(&self) -> bool {
        self.setup
    }
}

impl Tokens {
    /// Signs with the deployment's key.
    pub fn new(keys: &Keys, clock: &Clock) -> Self {
        let mut validation = Validation::new(Algorithm::HS256);
        // jsonwebtoken reads the system clock; ours is checked below
        validation.validate_exp = false;
        validation.validate_nbf = false;
        validation.set_audience(&[AUDIENCE]);
        validation.set_issuer(&[ISSUER]);
        validation.set_required_spec_claims(&["exp", "nbf", "sub", "iss", "aud"]);
        Tokens(Arc::new(Inner {
            keys: keys.clone(),
            validation,
            clock: clock.clone(),
        }))
    }

    /// A token for a login; whole seconds, so that it says what it does.
    pub fn issue(
        &self,
        person: &PersonId,
        login: &LoginId,
        lock: i64,
        expires_at: Millis,
        is_for_setup: bool,
    ) -> Result<String> {
        let now = self.0.clock.now().div_euclid(1000);
        let claims = Claims {
            iss: ISSUER.into(),
            aud: AUDIENCE.into(),
            sub: person.clone(),
            lid: login.clone(),
            lock,
            iat: now,
            nbf: now,
            exp: expires_at.div_euclid(1000),
            setup: is_for_setup,
        };
        let header = Header {
            typ: Some(KIND.into()),
            ..Header::new(Algorithm::HS256)
        };
        let key = EncodingKey::from_secret(&self.0.keys.signing());
        jsonwebtoken::encode(&header, &claims, &key).map_err(Error::internal)
    }

    /// What a token says, if it is ours, of this kind, and valid now.
    pub fn check(&self, token: &str) -> Result<Claims> {
        // after a rotation those that were made before it are good until their end
        let accepted = self.0.keys.signing_accepted();
        let read = |key: &Vec<u8>| {
            let key = DecodingKey::from_secret(key);
            jsonwebtoken::decode::<Claims>(token, &key, &self.0.validation).ok()
        };
        let data = accepted.iter().find_map(read).ok_or(Code::SignInNeeded)?;
        let now = self.0.clock.now();
        let claims = data.claims;
        let is_valid = data.header.typ.as_deref() == Some(KIND) && claims.nbf * 1000 <= now && now < claims.exp * 1000;
        if is_valid {
            Ok(claims)
        } else {
            Err(Code::SignInNeeded.into())
        }
    }
}

/// A refresh token as a client sent it; not yet proved.
#[derive(Clone)]
pub struct RefreshToken {
    pub login: LoginId,
    /// Which one in the row of that login's tokens.
    pub number: i64,
    proof: String,
}

impl RefreshToken {
    /// Reads a cookie's value.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '.');
        let login = LoginId::parse(parts.next()?)?;
        let number = parts.next()?.parse().ok().filter(|number| *number > 0)?;
        let proof = parts.next()?.to_owned();
        Some(RefreshToken { login, number, proof })
    }

    /// Whether it was made here for this login.
    pub fn is_proved(&self, keys: &Keys, seed: &[u8]) -> bool {
        let proofs = keys.tokens("refresh", &proved(&self.login, self.number, seed));
        let is_one = |proof: &String| bool::from(proof.as_bytes().ct_eq(self.proof.as_bytes()));
        proofs.iter().any(is_one)
    }

    /// The token of a number.
    pub fn make(keys: &Keys, login: &LoginId, number: i64, seed: &[u8]) -> String {
        let proof = keys.token("refresh", &proved(login, number, seed));
        format!("{login}.{number}.{proof}")
    }
}

fn proved(login: &LoginId, number: i64, seed: &[u8]) -> String {
    format!("{login}.{number}.{}", hex(seed))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Chance;
    use crate::clock::MINUTE;

    fn setting() -> (Clock, Keys, PersonId, LoginId) {
        let (clock, chance) = (Clock::fixed(1_795_399_200_000), Chance::seeded(1));
        let (person, login) = (PersonId::mint(&clock, &chance), LoginId::mint(&clock, &chance));
        (clock, Keys::for_tests(), person, login)
    }

    // ASVS 9.2.1
    #[test]
    fn a_token_is_valid_from_its_making_to_its_end_by_our_clock() {
        let (clock, keys, person, login) = setting();
        let tokens = Tokens::new(&keys, &clock);
        let start = clock.now();
        let token = tokens.issue(&person, &login, 0, start + 5 * MINUTE, false).unwrap();
        assert_eq!(tokens.check(&token).unwrap().person(), &person);
        clock.set(start + 5 * MINUTE - 1);
        assert!(tokens.check(&token).is_ok());
        clock.set(start + 5 * MINUTE);
        assert_eq!(tokens.check(&token).unwrap_err().code, Code::SignInNeeded);
        clock.set(start - 1000);
        assert!(tokens.check(&token).is_err());
    }

    // ASVS 9.1.1, 9.1.2, 9.2.2, 9.2.3
    #[test]
    fn another_key_algorithm_kind_or_audience_is_refused() {
        let (clock, keys, person, login) = setting();
        let tokens = Tokens::new(&keys, &clock);
        let now = clock.now() / 1000;
        let claims = |aud: &str, iss: &str| serde_json::json!({"iss": iss, "aud": aud, "sub": person, "lid": login, "iat": now, "nbf": now, "exp": now + 60});
        let header = |algorithm, typ: &str| Header {
            typ: Some(typ.into()),
            ..Header::new(algorithm)
        };
        let make = |header: &Header, claims: &serde_json::Value, key: &[u8]| {
            jsonwebtoken::encode(header, claims, &EncodingKey::from_secret(key)).unwrap()
        };
        let (good, key) = (header(Algorithm::HS256, KIND), keys.signing());
        let key = &key[..];
        assert!(tokens.check(&make(&good, &claims(AUDIENCE, ISSUER), key)).is_ok());
        for bad in [
            make(&good, &claims(AUDIENCE, ISSUER), &[9; 32]),
            make(&header(Algorithm::HS512, KIND), &claims(AUDIENCE, ISSUER), key),
            make(&header(Algorithm::HS256, "JWT"), &claims(AUDIENCE, ISSUER), key),
            make(&good, &claims("other-api", ISSUER), key),
            make(&good, &claims(AUDIENCE, "somebody"), key),
            String::new(),
            "a.b.c".into(),
        ] {
            assert_eq!(tokens.check(&bad).unwrap_err().code, Code::SignInNeeded);
        }
        // "none": header and claims without a signature
        let token = make(&good, &claims(AUDIENCE, ISSUER), key);
        let body = token.split('.').nth(1).unwrap();
        assert!(
            tokens
                .check(&format!("eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0.{body}."))
                .is_err()
        );
    }

    #[test]
    fn a_refresh_token_is_proved_only_for_its_login_number_and_seed() {
        let (clock, keys, _, login) = setting();
        let other = LoginId::mint(&clock, &Chance::seeded(2));
        let text = RefreshToken::make(&keys, &login, 3, b"seed");
        let token = RefreshToken::parse(&text).unwrap();
        assert!(token.is_proved(&keys, b"seed") && !token.is_proved(&keys, b"weed"));
        let forged = text.replacen(".3.", ".4.", 1);
        assert!(!RefreshToken::parse(&forged).unwrap().is_proved(&keys, b"seed"));
        let moved = text.replace(login.as_str(), other.as_str());
        assert!(!RefreshToken::parse(&moved).unwrap().is_proved(&keys, b"seed"));
        for nonsense in ["", "x.1.y", "..", &format!("{login}.0.aa"), &format!("{login}.-1.aa")] {
            assert!(RefreshToken::parse(nonsense).is_none());
        }
    }
}
