//! Who is asked after whom, and how long each has (safety 33).

use crate::error::{Error, Result};
use crate::field;
use crate::text_enum;
use serde::{Deserialize, Serialize};

text_enum! {
    /// A step of the chain, in its order.
    pub Step {
        /// Who holds the room, or conducts the session.
        Facilitator = "facilitator",
        /// The social workers on duty in the district.
        Duty = "duty",
        Lead = "lead",
        /// Who is on duty at headquarters; with nobody on duty, everybody there.
        Headquarters = "headquarters",
    }
}

/// One step of a chain and its minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChainStep {
    pub step: Step,
    /// After so many minutes the next step is asked; the last step is asked again.
    pub minutes: i64,
}

/// A chain: steps in their order, headquarters last, so that no call ends with nobody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chain(Vec<ChainStep>);

impl Default for Chain {
    /// 3, 5 and 10 minutes; headquarters is asked again every 10.
    fn default() -> Self {
        let minutes = [3, 5, 10, 10];
        let links = Step::ALL.iter().zip(minutes);
        Chain(
            links
                .map(|(step, minutes)| ChainStep { step: *step, minutes })
                .collect(),
        )
    }
}

impl Chain {
    /// A chain of steps from outside: each at most once, in the order of [`Step`], headquarters at the end, 1 to 120 minutes each.
    pub fn parse(links: Vec<ChainStep>) -> Result<Self> {
        for link in &links {
            field::number("minutes", link.minutes, 1, 120)?;
        }
        if links.last().is_none_or(|last| last.step != Step::Headquarters) {
            return Err(Error::field("steps", "headquarters_last"));
        }
        if !links.is_sorted_by(|one, next| one.step < next.step) {
            return Err(Error::field("steps", "order"));
        }
        Ok(Chain(links))
    }

    pub fn links(&self) -> &[ChainStep] {
        &self.0
    }

    /// Whom to ask first: outside of staffed hours nobody holds the room, and it begins with those on duty.
    pub fn first(&self, is_staffed: bool) -> ChainStep {
        let begins = |link: &&ChainStep| is_staffed || link.step != Step::Facilitator;
        self.0.iter().find(begins).copied().unwrap_or(LAST)
    }

    /// Whom to ask when `step` has not answered; after the last comes the last again.
    pub fn after(&self, step: Step) -> ChainStep {
        let next = self.0.iter().find(|link| link.step > step);
        next.or(self.0.last()).copied().unwrap_or(LAST)
    }
}

const LAST: ChainStep = ChainStep {
    step: Step::Headquarters,
    minutes: 10,
};

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn link(step: Step, minutes: i64) -> ChainStep {
        ChainStep { step, minutes }
    }

    // safety 33
    #[test]
    fn the_default_is_three_five_ten_and_then_headquarters() {
        let chain = Chain::default();
        let mut asked = vec![chain.first(true)];
        for _ in 0..4 {
            asked.push(chain.after(asked[asked.len() - 1].step));
        }
        let minutes: Vec<i64> = asked.iter().map(|link| link.minutes).collect();
        assert_eq!(minutes, [3, 5, 10, 10, 10]);
        assert_eq!(asked[3], asked[4], "headquarters is asked again");
        assert_eq!(chain.first(false).step, Step::Duty);
    }

    #[test]
    fn a_chain_that_could_end_with_nobody_is_refused() {
        let refused = |links: &[ChainStep]| Chain::parse(links.to_vec()).unwrap_err().fields[0].clone();
        assert_eq!(refused(&[]).code, "headquarters_last");
        assert_eq!(refused(&[link(Step::Duty, 5)]).code, "headquarters_last");
        let twice = [link(Step::Headquarters, 5), link(Step::Headquarters, 5)];
        assert_eq!(refused(&twice).code, "order");
        let turned = [link(Step::Lead, 5), link(Step::Duty, 5), link(Step::Headquarters, 5)];
        assert_eq!(refused(&turned).code, "order");
        assert_eq!(refused(&[link(Step::Headquarters, 0)]).field, "minutes");
        assert_eq!(refused(&[link(Step::Headquarters, 121)]).field, "minutes");
        let without_lead = [link(Step::Duty, 1), link(Step::Headquarters, 120)];
        assert_eq!(
            Chain::parse(without_lead.to_vec()).unwrap().after(Step::Duty).step,
            Step::Headquarters
        );
    }

    proptest! {
        #[test]
        fn every_chain_leads_to_headquarters_and_stays_there(used in prop::array::uniform3(any::<bool>()), is_staffed: bool) {
            let steps = Step::ALL.iter().zip(used.into_iter().chain([true])).filter(|(_, used)| *used);
            let chain = Chain::parse(steps.map(|(step, _)| link(*step, 5)).collect()).unwrap();
            let mut now = chain.first(is_staffed);
            for _ in 0..4 {
                let next = chain.after(now.step);
                prop_assert!(next.step > now.step || next.step == Step::Headquarters);
                now = next;
            }
            prop_assert_eq!(now.step, Step::Headquarters);
        }
    }
}
