//! Every action and every sensitive read that the audit records, and the kinds of subjects. One table, so that the screen of
//! the privacy officer has words for each of them in both languages.

use crate::text_enum;

text_enum! {
    /// What was done or read. The text is what the chain hashes: an existing one is never changed.
    pub AuditVerb {
        /// Staff made an account for somebody.
        PersonCreated = "person_created",
        /// A person's page was opened by somebody else.
        PersonRead = "person_read",
        /// People of a district were looked for by a part of their nickname.
        PeopleSearched = "people_searched",
        PersonDeactivated = "person_deactivated",
        PersonActivated = "person_activated",
        /// Headquarters changed somebody's home district.
        HomeDistrictSet = "home_district_set",
        RoleGiven = "role_given",
        RoleTaken = "role_taken",
        /// A card with a one-time code was made.
        InvitationMade = "invitation_made",
        /// A card was withdrawn before it was used.
        InvitationWithdrawn = "invitation_withdrawn",
        /// Somebody signed in for the first time, with a card.
        InvitationAccepted = "invitation_accepted",
        /// A card for somebody who is locked out.
        RecoveryCardMade = "recovery_card_made",
        /// Somebody signed in with a recovery card.
        AccountRecovered = "account_recovered",
        PassphraseChanged = "passphrase_changed",
        SecondFactorSet = "second_factor_set",
        /// The digits that open a locked screen, by the person.
        PinSet = "pin_set",
        PinRemoved = "pin_removed",
        /// A locked screen was tried too often: the login was ended.
        UnlockGivenUp = "unlock_given_up",
        SecondFactorRemoved = "second_factor_removed",
        /// A refresh token came twice: the login was ended.
        RefreshReused = "refresh_reused",
        /// The hours in which rooms are held.
        SetStaffedHours = "set_staffed_hours",
        /// Somebody was made facilitator of a room.
        GiveSeat = "give_seat",
        /// A facilitator spoke with one member alone.
        OpenAside = "open_aside",
        /// Earlier texts of a message were read.
        MessageVersionsRead = "message_versions_read",
        /// A message of the review queue with what stood around it.
        FlaggedMessageRead = "flagged_message_read",
        /// Messages from before a call for help were read.
        KeptMessageRead = "kept_message_read",
        /// Somebody had all their own messages erased.
        MessagesErased = "messages_erased",
        AppealRead = "appeal_read",
        DecideAppeal = "decide_appeal",
        ModerateChat = "moderate_chat",
        /// The names on a session's sheet were read by whoever corrects it.
        SheetRead = "sheet_read",
        /// Nicknames were tried on a session's sheet.
        NicknamesTried = "nicknames_tried",
        /// A session's sheet, after the time of those who led.
        CorrectAttendance = "correct_attendance",
        /// A line of a sheet that waited.
        DecideAttendance = "decide_attendance",
        /// A debrief was read.
        DebriefRead = "debrief_read",
        /// Who has a place on a session and who waits for one.
        PlacesRead = "places_read",
        /// Two people are not planned together from now on.
        KeepApart = "keep_apart",
        EndKeepApart = "end_keep_apart",
        /// With whom somebody is not planned together.
        KeepApartRead = "keep_apart_read",
        Import = "import",
        /// A letter that had not arrived, sent again.
        RetryLetter = "retry_letter",
        OpenCohort = "open_cohort",
        GivePlace = "give_place",
        EndPlace = "end_place",
        Enrol = "enrol",
        /// A cohort got another name, other places or another end.
        ChangeCohort = "change_cohort",
        PauseTraining = "pause_training",
        ResumeTraining = "resume_training",
        WithdrawTraining = "withdraw_training",
        /// Credit or a waiver was asked for by hand.
        AskForCredit = "ask_for_credit",
        /// A second person confirmed credit given by hand.
        ConfirmCredit = "confirm_credit",
        /// A credit by hand was refused, taken back or reversed.
        CloseCredit = "close_credit",
        /// Recorded evidence was taken back.
        TakeBackEvidence = "take_back_evidence",
        RecordEvidence = "record_evidence",
        RequestReview = "request_review",
        SignGate = "sign_gate",
        RevertApproval = "revert_approval",
        /// Somebody asked for an exception for what an approved phase lacks.
        AskOverride = "ask_override",
        /// A second person confirmed an exception.
        ConfirmOverride = "confirm_override",
        /// Headquarters named somebody for a signature that nobody can give.
        NameStandIn = "name_stand_in",
        AddShift = "add_shift",
        RemoveShift = "remove_shift",
        /// The chain of a district was changed.
        SetChain = "set_chain",
        AcknowledgeCall = "acknowledge_call",
        CloseCall = "close_call",
        ReportIncident = "report_incident",
        /// Somebody was assigned to an incident.
        TakeIncident = "take_incident",
        /// Severity, category or text of an incident changed.
        ChangeIncident = "change_incident",
        IncidentRead = "incident_read",
        /// A talk with somebody involved was recorded.
        DebriefIncident = "debrief_incident",
        /// A rule of planning was changed for a scope.
        SetPlanningRule = "set_planning_rule",
        /// A rule of planning is as it ships again, or as the scope above has it.
        ResetPlanningRule = "reset_planning_rule",
        SetTravelTime = "set_travel_time",
        /// A coordinator wrote when somebody is available.
        SetAvailability = "set_availability",
        /// A coordinator entered somebody's leave.
        EnterLeave = "enter_leave",
        WithdrawLeave = "withdraw_leave",
        AddStandby = "add_standby",
        RemoveStandby = "remove_standby",
        /// A qualification got an end, or lost it.
        LimitQualification = "limit_qualification",
        CheckSessions = "check_sessions",
        AnswerOffer = "answer_offer",
        CloseIncident = "close_incident",
        /// The help numbers of a region were changed.
        SaveCrisisCard = "save_crisis_card",
        /// The numbers of a region were tried and are right.
        ReviewCrisisCard = "review_crisis_card",
        /// The lines so far, which had been chained without a key, are from here on held by one.
        AuditTakenOver = "audit_taken_over",
    }
}

impl AuditVerb {
    /// Reads of somebody's record, which that person can see by role (safety 19).
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
    /// What an entry of the audit is about.
    pub AuditSubject {
        Person = "person",
        Invitation = "invitation",
        District = "district",
        ChatRoom = "chat_room",
        Appeal = "appeal",
        Letter = "letter",
        Session = "session",
        /// A rule of planning, by its code.
        PlanningRule = "planning_rule",
        /// A sheet that was brought in, by its kind.
        Sheet = "sheet",
        Cohort = "cohort",
        /// An enrolment in a programme.
        Enrolment = "enrolment",
        Credit = "credit",
        Gate = "gate",
        DutyShift = "duty_shift",
        Escalation = "escalation",
        Incident = "incident",
        /// The card of a region, by the region.
        CrisisCard = "crisis_card",
        /// The audit itself, by the number of its last line.
        Audit = "audit",
    }
}
