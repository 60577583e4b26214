//! Complaints as they come in: by the desk, on the public page, from the hotline; their mailbox; repeats; what they go on as.

use crate::access::in_line;
use crate::error::AppError;
use crate::workspace::{Workspace, now};
use casework::complaint::{
    CodeDigest, CodeSource, Complaint, ComplaintFigures, ComplaintSpan, Identity, Intake, Mailbox, Message, Repeat, Ticket, TicketTaken,
    TrackingCode,
};
use casework::gate::{self, GateError, Lane};
use casework::record::Record;
use casework::{Caller, LedgerError};
use std::sync::{Arc, OnceLock};

/// Where the codes of the public page come from, for as long as the program runs.
static CODES: OnceLock<CodeSource> = OnceLock::new();

impl Workspace {
    /// Takes in a complaint by the desk; where a code is wanted, the reporter is handed it.
    ///
    /// # Errors
    /// What the ledger refuses.
    pub async fn take_in(&self, caller: &Caller, intake: Intake, with_code: bool) -> Result<(Complaint, Option<TrackingCode>), AppError> {
        let code = if with_code { Some(self.new_code().await?) } else { None };
        let mut work = self.ledger.begin(caller, now()).await?;
        let complaint = work.take_in(intake, code.as_ref().map(|(_, digest)| digest)).await?;
        work.commit().await?;
        Ok((complaint, code.map(|(code, _)| code)))
    }

    /// A pass to the public page: to be worked for where scripts run, to be waited for where they do not.
    ///
    /// # Errors
    /// An operating system without random bytes.
    pub fn public_pass(&self, scripts: bool) -> Result<String, AppError> {
        let lane = if scripts { Lane::Work { bits: gate::DIFFICULTY } } else { Lane::Wait { wait: gate::WAIT } };
        Ok(gate::new_pass(&self.keys, now(), lane).map_err(LedgerError::from)?)
    }

    /// Whether a complaint may be handed in with this pass now; it is not spent.
    ///
    /// # Errors
    /// Why it may not.
    pub fn check_pass(&self, pass: &str, solution: &str) -> Result<(), GateError> {
        gate::check(&self.keys, pass, solution, now()).map(|_| ())
    }

    /// Takes in a complaint on the public page, for a code that has to be typed back. The same complaint with the same pass once more,
    /// as long as it is not confirmed, is answered with the same code and taken in no second time.
    ///
    /// # Errors
    /// A pass that is not good; what the ledger refuses.
    pub async fn take_in_public(&self, pass: &str, solution: &str, intake: Intake) -> Result<TrackingCode, AppError> {
        let passed = gate::check(&self.keys, pass, solution, now()).map_err(LedgerError::from)?;
        let sent = serde_json::to_string(&(&intake.complaint, &intake.reporters)).map_err(LedgerError::from)?;
        let code = codes()?.code(pass, &sent);
        let digest = self.hashed(code.clone()).await?;
        let mut work = self.ledger.begin(&Caller::public(), now()).await?;
        if let Err(refused) = work.spend(&passed).await {
            let again = matches!(refused, LedgerError::Gate(GateError::Used)) && work.awaits(&digest).await?;
            return if again { Ok(code) } else { Err(refused.into()) };
        }
        work.take_in(intake, Some(&digest)).await?;
        work.commit().await?;
        Ok(code)
    }

    /// The code was typed back: the complaint counts.
    ///
    /// # Errors
    /// A code that is none.
    pub async fn confirm_complaint(&self, code: &str) -> Result<(), AppError> {
        let digest = self.digest(code).await?;
        let mut work = self.ledger.begin(&Caller::public(), now()).await?;
        work.confirm(&digest).await?;
        Ok(work.commit().await?)
    }

    /// What a code opens.
    ///
    /// # Errors
    /// A code that is none.
    pub async fn mailbox(&self, code: &str) -> Result<Mailbox, AppError> {
        let digest = self.digest(code).await?;
        Ok(self.ledger.mailbox(&digest).await?)
    }

    /// Writes to the office with a code.
    ///
    /// # Errors
    /// A code that is none; a text that says nothing.
    pub async fn write_from_reporter(&self, code: &str, text: &str) -> Result<(), AppError> {
        let digest = self.digest(code).await?;
        let mut work = self.ledger.begin(&Caller::public(), now()).await?;
        work.write_from_reporter(&digest, text).await?;
        Ok(work.commit().await?)
    }

    /// Writes to the reporter.
    ///
    /// # Errors
    /// What the ledger refuses.
    pub async fn write_to_reporter(&self, caller: &Caller, complaint: i64, text: &str) -> Result<(), AppError> {
        let mut work = self.ledger.begin(caller, now()).await?;
        work.write_to_reporter(complaint, text).await?;
        Ok(work.commit().await?)
    }

    /// The messages of a complaint.
    ///
    /// # Errors
    /// What the ledger refuses.
    pub async fn messages(&self, caller: &Caller, complaint: i64) -> Result<Vec<Message>, AppError> {
        Ok(self.ledger.messages(caller, complaint).await?)
    }

    /// Who complained, for a reason that is kept.
    ///
    /// # Errors
    /// What the ledger refuses.
    pub async fn reveal_reporter(&self, caller: &Caller, complaint: i64, reason: &str) -> Result<Vec<Identity>, AppError> {
        Ok(self.ledger.reveal_reporter(caller, now(), complaint, reason).await?)
    }

    /// Complaints that may say the same.
    ///
    /// # Errors
    /// What the ledger refuses.
    pub async fn repeats_of(&self, caller: &Caller, complaint: i64) -> Result<Vec<Repeat>, AppError> {
        Ok(self.ledger.repeats_of(caller, complaint).await?)
    }

    /// Says that a complaint repeats another, or that it does not after all.
    ///
    /// # Errors
    /// What the ledger refuses.
    pub async fn link_repeat(
        &self,
        caller: &Caller,
        complaint: i64,
        version: i64,
        of: Option<i64>,
        reason: &str,
    ) -> Result<Complaint, AppError> {
        let mut work = self.ledger.begin(caller, now()).await?;
        let complaint = match of {
            Some(of) => work.link_repeat(complaint, Some(version), of, reason).await?,
            None => work.unlink_repeat(complaint, Some(version), reason).await?,
        };
        work.commit().await?;
        Ok(complaint)
    }

    /// Goes on with a complaint as its class says.
    ///
    /// # Errors
    /// What the ledger refuses.
    pub async fn go_on_as<R: Record>(&self, caller: &Caller, complaint: i64, version: i64, draft: R::Draft) -> Result<R, AppError> {
        let mut work = self.ledger.begin(caller, now()).await?;
        let record = work.go_on_as::<R>(complaint, Some(version), draft).await?;
        work.commit().await?;
        Ok(record)
    }

    /// Takes a ticket of the hotline.
    ///
    /// # Errors
    /// What the ledger refuses.
    pub async fn take_ticket(&self, caller: &Caller, ticket: Ticket) -> Result<TicketTaken, AppError> {
        let mut work = self.ledger.begin(caller, now()).await?;
        let taken = work.take_ticket(ticket).await?;
        work.commit().await?;
        Ok(taken)
    }

    /// Figures of the complaints within the caller's scope.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub async fn complaint_figures(&self, caller: &Caller, span: ComplaintSpan) -> Result<ComplaintFigures, AppError> {
        Ok(self.ledger.complaint_figures(&caller.scope, span).await?)
    }

    async fn new_code(&self) -> Result<(TrackingCode, CodeDigest), AppError> {
        let code = TrackingCode::random().map_err(LedgerError::from)?;
        let digest = self.hashed(code.clone()).await?;
        Ok((code, digest))
    }

    pub(crate) async fn digest(&self, code: &str) -> Result<CodeDigest, AppError> {
        match TrackingCode::parse(code) {
            Some(code) => self.hashed(code).await,
            // What is no code at all takes as long as one that nobody has: the answer is the same, and so is the time that it takes.
            None => {
                self.hashed(TrackingCode::random().map_err(LedgerError::from)?).await?;
                Err(LedgerError::NoSuchCode.into())
            }
        }
    }

    async fn hashed(&self, code: TrackingCode) -> Result<CodeDigest, AppError> {
        let keys = Arc::clone(&self.keys);
        in_line(move || code.digest(&keys)).await
    }
}

fn codes() -> Result<&'static CodeSource, LedgerError> {
    if let Some(codes) = CODES.get() {
        return Ok(codes);
    }
    let made = CodeSource::new()?;
    Ok(CODES.get_or_init(|| made))
}
