namespace Bridge.Observability;

/// <summary>
/// The number of every log event. They are part of the interface: runbooks and log queries name them. A number is never used again
/// for something else.
/// </summary>
internal static class EventIds
{
    // 1000: the host
    public const int Listening = 1000;
    public const int SettingsReloaded = 1001;
    public const int SettingsRefused = 1002;
    public const int Stopped = 1003;
    public const int MetricsUnavailable = 1004;
    public const int LogLinesDropped = 1005;
    public const int ConnectionsRefused = 1010;
    public const int RequestFailed = 1011;
    public const int SecretFilesFailing = 1012;
    public const int SecretFilesReadAgain = 1013;
    public const int SecretFilesIgnored = 1014;
    public const int Polling = 1020;
    public const int SettingsNeedRestart = 1021;
    public const int DryRun = 1030;

    // 2000: webhooks
    public const int WebhookRejected = 2000;
    public const int WebhookStored = 2001;
    public const int WebhookDuplicate = 2002;
    public const int WebhookIgnored = 2003;
    public const int WebhookNotStored = 2004;

    // 3000: incident.io
    public const int PrivateAccessMissing = 3000;
    public const int PrivateAccessGranted = 3001;
    public const int IdentityUnavailable = 3002;
    public const int IncidentUnreadable = 3003;
    public const int MemberUnset = 3004;
    public const int SmallerPage = 3005;
    public const int ListRefused = 3006;

    // 4000: Grafana
    public const int AnnotationCreated = 4000;
    public const int AnnotationUpdated = 4001;
    public const int AnnotationDeleted = 4002;
    public const int AnnotationAdopted = 4003;
    public const int DuplicateRemoved = 4004;
    public const int AnnotationGone = 4005;
    public const int AnnotationDiscovered = 4006;
    public const int GrafanaDown = 4007;
    public const int GrafanaUp = 4008;
    public const int DeletedInstead = 4009;
    public const int GrafanaCleansUp = 4010;
    public const int EndMoved = 4020;
    public const int GrafanaIsStrangers = 4021;
    public const int GrafanaIsOurs = 4022;
    public const int OrganizationUnknown = 4023;
    public const int GrafanaIsAnother = 4024;
    public const int PanelMissing = 4025;
    public const int DashboardBack = 4026;
    public const int DryCreate = 4030;
    public const int DryUpdate = 4031;
    public const int DryDelete = 4032;
    public const int DryMoveEnd = 4033;

    // 5000: reconciliation
    public const int Reconciled = 5000;
    public const int ReconciliationRetried = 5001;
    public const int DeadLettered = 5002;
    public const int LeaseLost = 5003;
    public const int LoopFailed = 5004;
    public const int WebhooksForgotten = 5005;
    public const int ReconciliationCrashed = 5006;
    public const int WebhooksNotForgotten = 5007;
    public const int IncidentHidden = 5008;
    public const int ClaimNotEnded = 5009;
    public const int MissedWebhook = 5010;
    public const int ResyncDone = 5011;
    public const int DriftFound = 5012;
    public const int DriftDone = 5013;
    public const int JobFailed = 5014;
    public const int JobCrashed = 5015;
    public const int TemplateFailed = 5016;
    public const int BacklogSwept = 5017;
    public const int DeliveriesAdmitted = 5018;
    public const int CredentialsChanged = 5019;
    public const int SweepFailed = 5020;
    public const int RetentionDone = 5021;
    public const int PollDone = 5022;

    // 6000: PostgreSQL
    public const int ListeningForWork = 6000;
    public const int NotListeningForWork = 6001;
    public const int StillNotListeningForWork = 6002;
    public const int StoreAway = 6003;
    public const int StoreStillAway = 6004;
    public const int StoreOpened = 6005;
}
