using Bridge.Reports;
using Bridge.Store;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Reports;

/// <summary>What the store alone can say of an incident.</summary>
public sealed class IncidentReportTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly SubjectId Id = SubjectId.Parse("01ABC");

    private static readonly Delivery Work = new(
        new DeliveryKey(Id, "main"), 2, Now.AddHours(-1), null, Now.AddHours(-1), Now.AddHours(-1), Now.AddMinutes(-59), null, null, 0, null, IsDeadLetter: false);

    public static TheoryData<string, string> States => new()
    {
        { "done", "" }, { "done", "looked at later" }, { "working", "leased" }, { "due", "pending" }, { "due", "look is due" }, { "retry", "failed" }, { "dead_letter", "dead" },
    };

    [Theory]
    [MemberData(nameof(States))]
    public void Work_stands_in_one_of_these_ways(string state, string how)
    {
        var delivery = how switch
        {
            "looked at later" => Work with { DueAt = Now.AddMinutes(5) },
            "leased" => Work with { LeaseUntil = Now.AddMinutes(1), PendingSince = Now, LastFailure = FailureReason.Server },
            "pending" => Work with { PendingSince = Now, DueAt = Now.AddSeconds(1) },
            "look is due" => Work with { DueAt = Now, LeaseUntil = Now.AddSeconds(-1) },
            "failed" => Work with { PendingSince = Now, LastFailure = FailureReason.Server },
            "dead" => Work with { LastFailure = FailureReason.Client, IsDeadLetter = true },
            _ => Work,
        };

        var report = Assert.Single(Of([delivery], []).Deliveries);

        Assert.Equal(state, report.State);
        Assert.Equal(delivery.LastFailure is null, report.WhatToDo is null);
    }

    [Fact]
    public void A_place_stands_as_the_annotation_of_most_interest_does()
    {
        var places = Of(
            [],
            [
                Entry("points", AnnotationPart.Start, id: 7),
                Entry("points", AnnotationPart.Resolve, id: null) with { LastFailure = FailureReason.Client },
                Entry("posted", AnnotationPart.Region, id: 8),
                Entry("under way", AnnotationPart.Region, id: null),
                Entry("left alone", AnnotationPart.Region, id: null) with { Vanished = 2 },
                Entry("posted", AnnotationPart.Region, id: 9, dashboard: "abc/2"),
            ]).Places;

        Assert.Equal(
            ["points failing 2", "posted recorded 1", "under way waiting 1", "left alone missing 1", "posted recorded 1"],
            places.Select(place => $"{place.Route} {place.State} {place.Annotations.Count}"));
        Assert.Equal(("abc", 2L), (places[4].Dashboard, places[4].Panel));
        Assert.Contains("event 5002", places[0].Why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not_found", "global_access")]
    [InlineData("settings", "Routes")]
    [InlineData("auth", "Grafana:main:Token")]
    [InlineData("internal", "report it")]
    public void Each_reason_says_what_to_do(string reason, string words) =>
        Assert.Contains(words, FailureAdvice.For(Labels.Parse<FailureReason>(reason), "main"), StringComparison.Ordinal);

    [Fact]
    public void No_reason_is_without_advice() =>
        Assert.All(Enum.GetValues<FailureReason>(), reason => Assert.EndsWith(".", FailureAdvice.For(reason, "main"), StringComparison.Ordinal));

    private static IncidentReport Of(IReadOnlyList<Delivery> deliveries, IReadOnlyList<LedgerEntry> ledger) =>
        IncidentReport.OfStore(Id, "INC-7", deliveries, ledger, Now);

    private static LedgerEntry Entry(string route, AnnotationPart part, long? id, string? dashboard = null) => new(
        new LedgerKey(Id, route, "main", part, dashboard is null ? null : DashboardPanel.Parse(dashboard)), id, "print", AnnotationStatus.Open, Now, Now, null);
}
