using Bridge.Kinds.Alerts;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Kinds.Alerts;

/// <summary>Alerts to start a test from: <c>AnAlert.Firing() with { Title = "…" }</c>.</summary>
internal static class AnAlert
{
    public const string Key = "disk-of-db-1";
    public const string Source = "01SOURCE1";

    /// <summary>When the first of them fires.</summary>
    public static readonly DateTimeOffset At = new(2026, 3, 1, 10, 0, 0, TimeSpan.Zero);

    public static Alert Firing(int number = 1, double minutes = 0) => new()
    {
        Id = IdOf(number),
        Title = "Disk is full",
        IsFiring = true,
        Key = Key,
        Source = Source,
        CreatedAt = At.AddMinutes(minutes),
        UpdatedAt = At.AddMinutes(minutes),
        Attributes = [new AlertAttribute("Priority", ["P1"]), new AlertAttribute("Team", ["Payments", "Core"])],
    };

    /// <summary>One that fired and was resolved, in minutes after <see cref="At"/>.</summary>
    public static Alert Resolved(int number, double from, double to) => Firing(number, from).ResolvedIn(to);

    public static Alert ResolvedIn(this Alert alert, double minutes) =>
        alert with { IsFiring = false, ResolvedAt = At.AddMinutes(minutes), UpdatedAt = At.AddMinutes(minutes) };

    public static SubjectId IdOf(int number) => SubjectId.TryCreate(SubjectKind.Alert, $"01ALERT{number}", out var id) ? id : throw new FormatException();
}
