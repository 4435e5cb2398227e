using Bridge.Grafana;
using Bridge.Incidents;
using Bridge.Operator.Status;
using Bridge.Reconciliation;
using Bridge.Reports;
using Bridge.Store;
using Bridge.UnitTests.Settings;
using Bridge.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Management;

/// <summary>Facts to start a test from: a bridge that is well, and one on a bad night.</summary>
internal static class SomeFacts
{
    public static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static readonly GrafanaCondition Up = new("main", true, Now.AddHours(-3), null, null, Now.AddSeconds(-4));

    public static readonly GrafanaCondition Down = new(
        "other",
        false,
        Now.AddMinutes(-12),
        new UpstreamFailure(FailureReason.Server, "HTTP 503 <b>from</b> \"nginx\"", OfUpstream: true),
        Now.AddSeconds(40),
        Now.AddMinutes(-13));

    private static readonly BridgeSettings Settings = TestSettings.Read();

    public static StatusFacts Well => new()
    {
        Now = Now,
        Uptime = TimeSpan.FromHours(3),
        Storage = StorageProvider.Sqlite,
        Store = new StoreReading(Figures(new StoreStatistics(
            0, null, new Dictionary<string, long>(), new Dictionary<(string, FailureReason), long>(), Now.AddMinutes(-5), Now.AddMinutes(-1))), Now, null),
        IncidentIo = Settings.IncidentIo,
        Key = new KeyAnswer(new KeyIdentity("bridge", ["viewer", "global_access"], null), null),
        IncidentIoAnsweredAt = Now.AddMinutes(-1),
        RateLimit = (new RateLimitNotice(1200, 1180, TimeSpan.FromSeconds(1)), TimeSpan.FromSeconds(60)),
        Grafanas = [(Up, new Uri("https://grafana.example/"))],
        Recent = [],
        ReferenceOf = _ => null,
        SilentLoops = [],
        AreSettingsRefused = false,
        Settings = [new SettingStatus("IncidentIo:Webhooks", "true")],
    };

    public static StatusFacts Bad => Well with
    {
        Store = new StoreReading(
            Figures(
                new StoreStatistics(
                    2,
                    Now.AddMinutes(-12),
                    new Dictionary<string, long> { ["other"] = 5 },
                    new Dictionary<(string, FailureReason), long> { [("main", FailureReason.Client)] = 1, [("main", FailureReason.NotFound)] = 60 },
                    Now.AddMinutes(-5),
                    Now.AddMinutes(-1)),
                [Letter("01DEAD", FailureReason.Client)],
                new Dictionary<string, DueWork> { ["other"] = new(3, Now.AddMinutes(-12)) }),
            Now.AddSeconds(-1),
            null),
        Grafanas = [(Up, new Uri("https://grafana.example/")), (Down, new Uri("https://other.example/sub"))],
        Recent =
        [
            new RecentDelivery(Key("01DEAD", "main"), Now.AddSeconds(-30), [], FailureReason.Client, IsDeadLetter: true),
            new RecentDelivery(Key("01SLOW", "other"), Now.AddMinutes(-11), [DeliveryKind.Update], FailureReason.Server, IsDeadLetter: false),
            new RecentDelivery(Key("01DONE", "main"), Now.AddMinutes(-20), [DeliveryKind.Create, DeliveryKind.Delete], null, IsDeadLetter: false),
            new RecentDelivery(Key("01SAME", "main"), Now.AddMinutes(-21), [], null, IsDeadLetter: false),
        ],
        ReferenceOf = incident => incident.Value == "01DONE" ? "INC-7" : null,
    };

    public static StoreFigures Figures(
        StoreStatistics statistics, IReadOnlyList<Delivery>? letters = null, IReadOnlyDictionary<string, DueWork>? due = null) =>
        new(statistics, due ?? new Dictionary<string, DueWork>(), letters ?? []);

    private static DeliveryKey Key(string incident, string grafana) => new(SubjectId.Parse(incident), grafana);

    private static Delivery Letter(string incident, FailureReason reason) => new(
        Key(incident, "main"), 1, Now.AddHours(-1), Now.AddHours(-1), null, null, Now.AddMinutes(-30), null, Now.AddMinutes(10), 4, reason, IsDeadLetter: true);
}
