using Bridge.Annotations;
using Bridge.Annotations.Templates;
using Bridge.Incidents;
using Bridge.Reconciliation;
using Bridge.Store;
using Bridge.UnitTests.Incidents;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Reconciliation;

public sealed class ReconciliationPlanTests
{
    private static readonly DateTimeOffset Now = AnIncident.UpdatedAt;
    private static readonly AnnotationRoute Main = new(AnnotationRoute.DefaultName, ["main"]);
    private static readonly AnnotationOptions Still = new() { OpenEndInterval = TimeSpan.Zero };
    private static readonly AnnotationOptions Points = new() { Shape = AnnotationShape.Points };

    [Theory]
    [InlineData(null, "create region")]
    [InlineData("intent", "create region")]
    [InlineData("doubt", "create region")]
    [InlineData("shown", null)]
    [InlineData("shown otherwise", "update region")]
    [InlineData("content unknown", "update region")]
    [InlineData("confirmation later", null)]
    [InlineData("confirmation later, shown otherwise", "update region")]
    [InlineData("confirmation due", null)]
    [InlineData("confirmation due, shown otherwise", "update region")]
    public void What_is_wanted_is_compared_with_the_ledger(string? known, string? step)
    {
        LedgerEntry[] ledger = known is null ? [] : [Entry(AnnotationPart.Region, known)];

        Assert.Equal(step is null ? [] : [step], Plan(AnIncident.Live(), ledger));
    }

    [Theory]
    [InlineData("intent")]
    [InlineData("doubt")]
    [InlineData("shown")]
    [InlineData("shown otherwise")]
    [InlineData("content unknown")]
    [InlineData("confirmation later")]
    [InlineData("confirmation due")]
    public void What_is_wanted_no_more_is_deleted_whatever_is_known_of_it(string known)
    {
        Assert.Equal(["delete region"], Plan(AnIncident.In(StatusCategory.Merged), [Entry(AnnotationPart.Region, known)]));
    }

    [Fact]
    public void With_nothing_wanted_and_nothing_there_nothing_is_done()
    {
        Assert.Empty(Plan(AnIncident.In(StatusCategory.Merged), []));
    }

    [Fact]
    public void Another_shape_takes_the_old_annotation_away_first()
    {
        Assert.Equal(
            ["delete region", "create start", "create resolve"],
            Plan(AnIncident.Resolved(), [Entry(AnnotationPart.Region, "shown")], Points));
        Assert.Equal(
            ["delete start", "delete resolve", "create region"],
            Plan(AnIncident.Resolved(), [Entry(AnnotationPart.Start, "shown"), Entry(AnnotationPart.Resolve, "shown")]));
    }

    [Fact]
    public void Reopening_takes_the_point_at_the_resolve_away()
    {
        Assert.Equal(
            ["delete resolve", "update start"],
            Plan(AnIncident.Live(), [Entry(AnnotationPart.Start, "shown otherwise"), Entry(AnnotationPart.Resolve, "shown")], Points));
    }

    [Fact]
    public void Every_grafana_of_every_route_gets_its_own()
    {
        AnnotationRoute[] routes = [new("default", ["main", "other"]), new("ops", ["main"])];

        Assert.Equal([("default", "main"), ("ops", "main")], CreatedIn("main"));
        Assert.Equal([("default", "other")], CreatedIn("other"));
        Assert.Empty(CreatedIn("third"));

        IEnumerable<(string, string)> CreatedIn(string grafana) => Plans.Make(AnIncident.Live(), grafana, routes, Still, [], [], Now).Steps
            .Cast<ReconciliationStep.Create>().Select(step => (step.Key.Route, step.Key.Grafana));
    }

    [Fact]
    public void What_belongs_to_a_route_that_was_removed_or_goes_elsewhere_now_is_deleted()
    {
        var here = Entry(AnnotationPart.Region, "shown");
        var removed = here with { Key = here.Key with { Route = "removed" } };
        var moved = here with { Key = here.Key with { Route = "moved" } };
        AnnotationRoute[] routes = [Main, new("moved", ["other"])];

        var steps = Plans.Make(AnIncident.Live(), "main", routes, Still, [], [moved, here, removed], Now).Steps;

        Assert.Equal([moved, removed], steps.Cast<ReconciliationStep.Delete>().Select(step => step.Known));
    }

    [Fact]
    public void A_step_carries_what_is_known_and_what_is_wanted()
    {
        var intent = Entry(AnnotationPart.Region, "doubt");
        var known = Entry(AnnotationPart.Region, "shown otherwise");

        var create = Assert.IsType<ReconciliationStep.Create>(Assert.Single(Make(AnIncident.Live(), [intent])));
        var update = Assert.IsType<ReconciliationStep.Update>(Assert.Single(Make(AnIncident.Live(), [known])));

        Assert.Equal((intent.Key, intent), (create.Key, create.Known));
        Assert.Equal(known, update.Known);
        Assert.Equal(Desired(AnnotationPart.Region).Fingerprint(), update.Desired.Fingerprint());
    }

    [Theory]
    [InlineData("Region", "Open", null)]
    [InlineData("Region", "Resolved", "update region")]
    [InlineData("Start", "Open", null)]
    public void A_paused_incident_keeps_the_status_that_the_ledger_has(string part, string status, string? expected)
    {
        var options = part == "Region" ? Still : Points;
        var entry = Entry(Enum.Parse<AnnotationPart>(part), "shown") with { Status = Enum.Parse<AnnotationStatus>(status) };

        var steps = Plan(AnIncident.In(StatusCategory.Paused), [entry], options);

        Assert.Equal(expected is null ? [] : [expected], steps);
    }

    [Fact]
    public void A_paused_incident_keeps_the_end_of_its_point_at_the_resolve()
    {
        LedgerEntry[] ledger =
        [
            Entry(AnnotationPart.Start, "shown otherwise") with { Status = AnnotationStatus.Resolved },
            Entry(AnnotationPart.Resolve, "shown otherwise") with { Status = AnnotationStatus.Resolved, End = AnIncident.ResolvedAt },
        ];

        var steps = Plans.Make(AnIncident.In(StatusCategory.Paused), "main", [Main], Points, [], ledger, Now).Steps;

        Assert.Equal(AnIncident.ResolvedAt, steps.Cast<ReconciliationStep.Update>().Last().Desired.End);
    }

    [Fact]
    public void What_is_shown_in_one_grafana_does_not_count_for_another()
    {
        var shown = Entry(AnnotationPart.Region, "shown");

        Assert.Equal(AnnotationStatus.Open, ReconciliationPlan.ShownIn([shown], Main.Name, "main", dashboard: null).Status);
        Assert.Equal(ShownState.Nothing, ReconciliationPlan.ShownIn([shown], Main.Name, "other", dashboard: null));
    }

    [Fact]
    public void The_next_confirmation_is_the_earliest_one()
    {
        LedgerEntry[] ledger =
        [
            Entry(AnnotationPart.Region, "shown"),
            Entry(AnnotationPart.Start, "shown") with { ConfirmAt = Now.AddMinutes(2) },
            Entry(AnnotationPart.Resolve, "intent") with { ConfirmAt = Now.AddMinutes(1) },
        ];

        Assert.Equal(Now.AddMinutes(1), ReconciliationPlan.NextConfirmation(ledger));
        Assert.Null(ReconciliationPlan.NextConfirmation(ledger[..1]));
        Assert.Null(ReconciliationPlan.NextConfirmation([]));
    }

    [Fact]
    public void The_next_move_is_the_earliest_one()
    {
        var key = Entry(AnnotationPart.Region, "shown").Key;
        var plan = new ReconciliationPlan(
            [], [], [], [(key, Now.AddMinutes(2)), (key, Now.AddMinutes(1))], new Dictionary<LedgerKey, DesiredAnnotation>());

        Assert.Equal(Now.AddMinutes(1), plan.NextMove);
        Assert.Null((plan with { Moves = [] }).NextMove);
    }

    [Fact]
    public void A_template_that_could_not_be_used_is_told_of_with_what_is_written_and_not_with_what_stays()
    {
        var text = "{% if incident.name contains 'slow' %}{{ incident.name | date: '%Y' }}{% endif %}fine";
        Assert.True(AnnotationTemplate.TryParse(text, out var template, out _));
        var plan = Make([]);
        var desired = Assert.IsType<ReconciliationStep.Create>(Assert.Single(plan.Steps)).Desired;

        Assert.Equal([TemplateFailure.Error], plan.TextFailures);
        Assert.Empty(Make([Entry(AnnotationPart.Region, "shown") with { Fingerprint = desired.Fingerprint() }]).TextFailures);

        ReconciliationPlan Make(IReadOnlyList<LedgerEntry> ledger) => Plans.Make(AnIncident.Live(), "main", [Main], Still with { Text = template }, [], ledger, Now);
    }

    private static DesiredAnnotation Desired(AnnotationPart part) => AnnotationPolicy
        .Decide(
            part == AnnotationPart.Resolve ? AnIncident.Resolved() : AnIncident.Live(),
            part == AnnotationPart.Region ? Still : Points,
            Main,
            ShownState.Nothing,
            Now)
        .Single(desired => desired.Part == part);

    private static LedgerEntry Entry(AnnotationPart part, string known)
    {
        var desired = Desired(part);
        var entry = new LedgerEntry(
            new LedgerKey(AnIncident.Live().Id, Main.Name, "main", part),
            AnnotationId: 7,
            desired.Fingerprint(),
            desired.Status,
            desired.Start,
            desired.End,
            ConfirmAt: null);
        return known switch
        {
            "intent" => entry with { AnnotationId = null, Fingerprint = null },
            "doubt" => entry with { AnnotationId = null, Fingerprint = null, ConfirmAt = Now },
            "shown" => entry,
            "shown otherwise" => entry with { Fingerprint = "other" },
            "content unknown" => entry with { Fingerprint = null },
            "confirmation later" => entry with { ConfirmAt = Now.AddTicks(1) },
            "confirmation later, shown otherwise" => entry with { ConfirmAt = Now.AddTicks(1), Fingerprint = "other" },
            "confirmation due" => entry with { ConfirmAt = Now },
            "confirmation due, shown otherwise" => entry with { ConfirmAt = Now, Fingerprint = "other" },
            _ => throw new ArgumentOutOfRangeException(nameof(known)),
        };
    }

    private static IReadOnlyList<ReconciliationStep> Make(
        Incident incident, IReadOnlyList<LedgerEntry> ledger, AnnotationOptions? options = null) =>
        Plans.Make(incident, "main", [Main], options ?? Still, [], ledger, Now).Steps;

    private static IEnumerable<string> Plan(Incident incident, IReadOnlyList<LedgerEntry> ledger, AnnotationOptions? options = null) =>
        Make(incident, ledger, options).Select(step => step switch
        {
            ReconciliationStep.Create create => $"create {Part(create.Key)}",
            ReconciliationStep.Update update => $"update {Part(update.Known.Key)}",
            ReconciliationStep.Delete delete => $"delete {Part(delete.Known.Key)}",
            _ => throw new InvalidOperationException(),
        });

    private static string Part(LedgerKey key) => Labels.Of(key.Part);
}
