//! What leaves this room.

use crate::accounts::access::Role;
use crate::accounts::cards::actions::{CardSeen, state_of};
use crate::accounts::cards::store::CardRow;
use crate::accounts::consents::store::ConsentRow;
use crate::accounts::consents::texts::ConsentText;
use crate::accounts::logins::actions::opening::OpenedLogin;
use crate::accounts::logins::store::LoginRow;
use crate::accounts::model::{
    CardKind, CardState, ConsentHow, CounsellorStatus, Grant, Language, Me, PersonSeen, Purpose,
};
use crate::clock::Millis;
use crate::error::{Error, Result};
use crate::ids::{CohortId, DistrictId, GrantId, InvitationId, LoginId, PersonId};
use serde::Serialize;
use utoipa::ToSchema;

/// A text in both languages.
#[derive(Serialize, ToSchema)]
pub struct BilingualView {
    zh: String,
    en: String,
}

/// A role that a person holds.
#[derive(Serialize, ToSchema)]
pub struct GrantView {
    id: GrantId,
    role: Role,
    /// None is everywhere for headquarters.
    #[schema(required = true)]
    district_id: Option<DistrictId>,
    is_privacy_officer: bool,
    granted_at: Millis,
}

impl From<Grant> for GrantView {
    fn from(grant: Grant) -> Self {
        GrantView {
            id: grant.id,
            role: grant.role,
            district_id: grant.district,
            is_privacy_officer: grant.is_privacy_officer,
            granted_at: grant.granted_at,
        }
    }
}

/// The caller, as they see themselves.
#[derive(Serialize, ToSchema)]
pub struct MeView {
    person_id: PersonId,
    nickname: String,
    language: Language,
    grants: Vec<GrantView>,
    has_totp: bool,
    /// Staff without a second factor: nothing else works until it is set up.
    needs_totp: bool,
    #[schema(required = true)]
    counsellor_status: Option<CounsellorStatus>,
    idle_lock_ms: Millis,
    /// Others use this device too: the lock signs out.
    is_shared_computer: bool,
    /// Digits open the screen; without them the passphrase does.
    has_pin: bool,
}

impl From<Me> for MeView {
    fn from(me: Me) -> Self {
        MeView {
            person_id: me.person,
            nickname: me.nickname,
            language: me.language,
            grants: me.grants.into_iter().map(Into::into).collect(),
            has_totp: me.has_totp,
            needs_totp: me.needs_totp,
            counsellor_status: me.counsellor_status,
            idle_lock_ms: me.idle_lock_ms,
            is_shared_computer: me.is_shared_computer,
            has_pin: me.has_pin,
        }
    }
}

/// Signed in; the refresh token is in the cookie.
#[derive(Serialize, ToSchema)]
pub struct SignedInView {
    access_token: String,
    expires_at: Millis,
    login_id: LoginId,
    me: MeView,
}

impl From<OpenedLogin> for SignedInView {
    fn from(opened: OpenedLogin) -> Self {
        SignedInView {
            access_token: opened.access_token,
            expires_at: opened.expires_at,
            login_id: opened.login,
            me: opened.me.into(),
        }
    }
}

/// The passphrase was right; a code is awaited.
#[derive(Serialize, ToSchema)]
pub struct SecondFactorAskedView {
    pub second_factor: ChallengeView,
}

/// What the code must be sent with.
#[derive(Serialize, ToSchema)]
pub struct ChallengeView {
    pub challenge: String,
    pub expires_at: Millis,
}

/// How entering goes on: signed in, or asked for the second factor.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub enum EnteredView {
    In(SignedInView),
    SecondFactor(SecondFactorAskedView),
}

/// A device on which the caller is signed in.
#[derive(Serialize, ToSchema)]
pub struct LoginView {
    id: LoginId,
    device: String,
    created_at: Millis,
    last_used_at: Millis,
    is_current: bool,
    is_shared_computer: bool,
}

impl LoginView {
    pub fn new(row: LoginRow, current: &LoginId) -> Self {
        LoginView {
            is_current: row.id == *current,
            id: row.id,
            device: row.device,
            created_at: row.created_at,
            last_used_at: row.last_used_at,
            is_shared_computer: row.is_shared_computer,
        }
    }
}

/// A text to consent to.
#[derive(Serialize, ToSchema)]
pub struct ConsentTextView {
    purpose: Purpose,
    version: String,
    text: BilingualView,
    required_for: Vec<Role>,
}

impl From<&ConsentText> for ConsentTextView {
    fn from(text: &ConsentText) -> Self {
        ConsentTextView {
            purpose: text.purpose,
            version: text.version.into(),
            text: BilingualView {
                zh: text.text(Language::Zh).into(),
                en: text.text(Language::En).into(),
            },
            required_for: text.required_for.to_vec(),
        }
    }
}

/// A consent that was given, and perhaps withdrawn.
#[derive(Serialize, ToSchema)]
pub struct ConsentView {
    purpose: Purpose,
    version: String,
    language: Language,
    how: ConsentHow,
    given_at: Millis,
    #[schema(required = true)]
    withdrawn_at: Option<Millis>,
}

impl From<ConsentRow> for ConsentView {
    fn from(row: ConsentRow) -> Self {
        ConsentView {
            purpose: row.purpose,
            version: row.version,
            language: row.language,
            how: row.how,
            given_at: row.given_at,
            withdrawn_at: row.withdrawn_at,
        }
    }
}

#[derive(Serialize, ToSchema)]
pub struct InvitationView {
    id: InvitationId,
    role: Role,
    #[schema(required = true)]
    district_id: Option<DistrictId>,
    #[schema(required = true)]
    cohort_id: Option<CohortId>,
    created_at: Millis,
    expires_at: Millis,
    state: CardState,
    /// Only in the answer that makes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, required = false)]
    code: Option<String>,
}

impl InvitationView {
    pub fn new(row: CardRow, code: Option<String>, now: Millis) -> Result<Self> {
        Ok(InvitationView {
            state: state_of(&row, now),
            id: row.id,
            role: row
                .role
                .ok_or_else(|| Error::internal("an invitation without a role"))?,
            district_id: row.district_id,
            cohort_id: row.cohort_id,
            created_at: row.created_at,
            expires_at: row.expires_at,
            code,
        })
    }
}

/// A card in the list of cards.
#[derive(Serialize, ToSchema)]
pub struct CardView {
    id: InvitationId,
    kind: CardKind,
    /// What an invitation makes of somebody; none for a recovery card.
    #[schema(required = true)]
    role: Option<Role>,
    #[schema(required = true)]
    district_id: Option<DistrictId>,
    #[schema(required = true)]
    cohort_id: Option<CohortId>,
    /// Whose account a recovery card opens again, by nickname.
    #[schema(required = true)]
    whose: Option<String>,
    resets_second_factor: bool,
    /// The nickname of who made it; none for a card of the command line.
    #[schema(required = true)]
    made_by: Option<String>,
    created_at: Millis,
    expires_at: Millis,
    state: CardState,
}

impl CardView {
    pub fn new(seen: CardSeen, now: Millis) -> Self {
        let CardSeen { card, maker, whose } = seen;
        CardView {
            state: state_of(&card, now),
            id: card.id,
            kind: card.kind,
            role: card.role,
            district_id: card.district_id,
            cohort_id: card.cohort_id,
            whose,
            resets_second_factor: card.resets_second_factor,
            made_by: maker,
            created_at: card.created_at,
            expires_at: card.expires_at,
        }
    }
}

/// A role and where it is held.
#[derive(Serialize, ToSchema)]
pub struct PlaceView {
    role: Role,
    #[schema(required = true)]
    district_id: Option<DistrictId>,
}

/// A person in a list: only in the roles that the reader may know of.
#[derive(Serialize, ToSchema)]
pub struct PersonBriefView {
    id: PersonId,
    nickname: String,
    roles: Vec<PlaceView>,
    #[schema(required = true)]
    counsellor_status: Option<CounsellorStatus>,
    is_active: bool,
}

/// A person with their grants.
#[derive(Serialize, ToSchema)]
pub struct PersonView {
    #[serde(flatten)]
    brief: PersonBriefView,
    grants: Vec<GrantView>,
}

impl From<&PersonSeen> for PersonBriefView {
    fn from(person: &PersonSeen) -> Self {
        let place = |grant: &Grant| PlaceView {
            role: grant.role,
            district_id: grant.district.clone(),
        };
        PersonBriefView {
            id: person.id.clone(),
            nickname: person.nickname.clone(),
            roles: person.grants.iter().map(place).collect(),
            counsellor_status: person.counsellor_status,
            is_active: person.is_active,
        }
    }
}

impl From<PersonSeen> for PersonView {
    fn from(person: PersonSeen) -> Self {
        PersonView {
            brief: (&person).into(),
            grants: person.grants.into_iter().map(Into::into).collect(),
        }
    }
}
