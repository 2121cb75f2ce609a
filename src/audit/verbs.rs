//! What the audit can say: every act and every reading that is written down, and about what. One table, so that the screen of
//! the privacy officer has words for each of them in both languages.

use crate::text_enum;

text_enum! {
    /// What was done or read. The text is what the chain hashes: an existing one is never changed.
    pub AuditVerb {
        /// Somebody new was entered by staff.
        PersonCreated = "person_created",
        /// A person's page was opened by somebody else.
        PersonRead = "person_read",
        /// People of a district were looked for by a part of their nickname.
        PeopleSearched = "people_searched",
        /// An account was closed.
        PersonDeactivated = "person_deactivated",
        /// A closed account was opened again.
        PersonActivated = "person_activated",
        /// Headquarters said where somebody works or trains.
        HomeDistrictSet = "home_district_set",
        /// A role.
        RoleGiven = "role_given",
        /// A role.
        RoleTaken = "role_taken",
        /// A card with a one-time code.
        InvitationMade = "invitation_made",
        /// A card that nobody had used.
        InvitationWithdrawn = "invitation_withdrawn",
        /// Somebody came in with a card.
        InvitationAccepted = "invitation_accepted",
        /// A card for somebody who is locked out.
        RecoveryCardMade = "recovery_card_made",
        /// Somebody came in again with it.
        AccountRecovered = "account_recovered",
        /// By the person.
        PassphraseChanged = "passphrase_changed",
        /// By the person.
        SecondFactorSet = "second_factor_set",
        /// The digits that open a locked screen, by the person.
        PinSet = "pin_set",
        /// By the person.
        PinRemoved = "pin_removed",
        /// A locked screen was tried too often: the login was ended.
        UnlockGivenUp = "unlock_given_up",
        /// With a recovery.
        SecondFactorRemoved = "second_factor_removed",
        /// A refresh token came twice: the login was ended.
        RefreshReused = "refresh_reused",
        /// The hours in which rooms are held.
        SetStaffedHours = "set_staffed_hours",
        /// Somebody was let hold a room.
        GiveSeat = "give_seat",
        /// A facilitator spoke with one member alone.
        OpenAside = "open_aside",
        /// What a message said before it was changed.
        MessageVersionsRead = "message_versions_read",
        /// A message of the review queue with what stood around it.
        FlaggedMessageRead = "flagged_message_read",
        /// What was said in a room before somebody asked for help.
        KeptMessageRead = "kept_message_read",
        /// Somebody asked that everything they said is taken back.
        MessagesErased = "messages_erased",
        /// The words of an appeal.
        AppealRead = "appeal_read",
        /// An appeal.
        DecideAppeal = "decide_appeal",
        /// A measure in a room.
        ModerateChat = "moderate_chat",
        /// The names on a session's sheet were read by whoever corrects it.
        SheetRead = "sheet_read",
        /// Nicknames were tried on a session's sheet.
        NicknamesTried = "nicknames_tried",
        /// A session's sheet, after the time of those who led.
        CorrectAttendance = "correct_attendance",
        /// A line of a sheet that waited.
        DecideAttendance = "decide_attendance",
        /// What somebody wrote about a session that they ran.
        DebriefRead = "debrief_read",
        /// A sheet.
        Import = "import",
        /// A letter that had not arrived, sent again.
        RetryLetter = "retry_letter",
        /// A cohort.
        OpenCohort = "open_cohort",
        /// A place in a cohort.
        GivePlace = "give_place",
        /// A place in a cohort.
        EndPlace = "end_place",
        /// Into a cohort.
        Enrol = "enrol",
        /// A cohort got another name, other places or another end.
        ChangeCohort = "change_cohort",
        /// Training rests.
        PauseTraining = "pause_training",
        /// Training goes on.
        ResumeTraining = "resume_training",
        /// Training ends.
        WithdrawTraining = "withdraw_training",
        /// Credit or a waiver, by hand.
        AskForCredit = "ask_for_credit",
        /// By a second person.
        ConfirmCredit = "confirm_credit",
        /// A credit by hand was refused, taken back or reversed.
        CloseCredit = "close_credit",
        /// A recorded paper was taken back.
        TakeBackEvidence = "take_back_evidence",
        /// What staff saw.
        RecordEvidence = "record_evidence",
        /// Of a phase.
        RequestReview = "request_review",
        /// One of the signatures.
        SignGate = "sign_gate",
        /// An approval was taken back.
        RevertApproval = "revert_approval",
        /// Somebody asked that what is missing from an approved phase shall not matter.
        AskOverride = "ask_override",
        /// A second person agreed.
        ConfirmOverride = "confirm_override",
        /// Headquarters named somebody for a signature that nobody can give.
        NameStandIn = "name_stand_in",
        /// Of the duty rota.
        AddShift = "add_shift",
        /// Of the duty rota.
        RemoveShift = "remove_shift",
        /// Who is called in which order.
        SetChain = "set_chain",
        /// Somebody comes.
        AcknowledgeCall = "acknowledge_call",
        /// The call is over.
        CloseCall = "close_call",
        /// An incident was written down.
        ReportIncident = "report_incident",
        /// Somebody looks after it.
        TakeIncident = "take_incident",
        /// Its severity, category or text.
        ChangeIncident = "change_incident",
        /// Its text.
        IncidentRead = "incident_read",
        /// A talk with somebody who was involved.
        DebriefIncident = "debrief_incident",
        /// Coming sessions of those involved.
        CheckSessions = "check_sessions",
        /// An offer of supervision.
        AnswerOffer = "answer_offer",
        /// An incident.
        CloseIncident = "close_incident",
        /// The numbers of a region.
        SaveCrisisCard = "save_crisis_card",
        /// The numbers of a region were tried and are right.
        ReviewCrisisCard = "review_crisis_card",
        /// The lines so far, which had been chained without a key, are from here on held by one.
        AuditTakenOver = "audit_taken_over",
    }
}

impl AuditVerb {
    /// Readings of somebody's record, which that person can see by role (safety 19).
    pub const READINGS: &[AuditVerb] = &[
        AuditVerb::PersonRead,
        AuditVerb::IncidentRead,
        AuditVerb::MessageVersionsRead,
        AuditVerb::FlaggedMessageRead,
        AuditVerb::KeptMessageRead,
        AuditVerb::AppealRead,
        AuditVerb::DebriefRead,
    ];
}

text_enum! {
    /// To what something was done.
    pub AuditSubject {
        /// Somebody.
        Person = "person",
        /// A card.
        Invitation = "invitation",
        /// A district.
        District = "district",
        /// A room of the chat.
        ChatRoom = "chat_room",
        /// An appeal against a measure.
        Appeal = "appeal",
        /// A letter.
        Letter = "letter",
        /// A planned gathering.
        Session = "session",
        /// A sheet that was brought in, by its kind.
        Sheet = "sheet",
        /// A cohort.
        Cohort = "cohort",
        /// Somebody's way through a programme.
        Enrolment = "enrolment",
        /// Credit by hand.
        Credit = "credit",
        /// A review of a phase.
        Gate = "gate",
        /// Of the duty rota.
        DutyShift = "duty_shift",
        /// A call for help.
        Escalation = "escalation",
        /// An incident.
        Incident = "incident",
        /// The card of a region, by the region.
        CrisisCard = "crisis_card",
        /// The audit itself, by the number of its last line.
        Audit = "audit",
    }
}
