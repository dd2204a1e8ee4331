//! Whether a pasted token is of use for what it was pasted for.

use super::{Screen, State};
use crate::{
    auth::{
        directory::Directory,
        pasted::{PastedToken, PastedTokenFault},
    },
    decision::Question,
};

impl State {
    /// A token that was pasted for what stood on screen before, unless it is of no use there.
    pub fn fitting(&self, read: Result<PastedToken, PastedTokenFault>) -> Result<PastedToken, PastedTokenFault> {
        let pasted = read?;
        let token = pasted.session.account.tenant.clone();
        if !self.facts.settings.permits(&token) {
            return Err(PastedTokenFault::TenantForbidden { token });
        }
        let behind = State { focus: self.behind_token_entry.clone(), ..self.clone() }.screen();
        if let Screen::Question(_, Question::SignIn(Directory { tenant: wanted, .. }) | Question::StrangeTenant(wanted)) =
            behind
            && wanted != token
        {
            return Err(PastedTokenFault::OtherTenant { wanted, token });
        }
        Ok(pasted)
    }
}
