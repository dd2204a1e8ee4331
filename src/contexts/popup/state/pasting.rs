//! Whether a pasted token is of use for what it was pasted for.

use super::{Screen, State};
use crate::{
    auth::{
        directory::Directory,
        pasted::{PastedToken, PastedTokenFault},
    },
    contexts::popup::decide::Decision,
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
        if let Screen::Question(_, Decision::SignIn(Directory { tenant: wanted, .. }) | Decision::StrangeTenant(wanted)) =
            behind
            && wanted != token
        {
            return Err(PastedTokenFault::OtherTenant { wanted, token });
        }
        Ok(pasted)
    }
}
