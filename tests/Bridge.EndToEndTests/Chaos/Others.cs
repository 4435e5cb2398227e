using Bridge.Simulator.Grafana;

namespace Bridge.EndToEndTests.Chaos;

/// <summary>
/// Everybody else who annotates one Grafana: the whole organization, dashboards and panels of their own, the bridge's own dashboard, one that the
/// bridge may not see, another organization. Some of their tags look like the bridge's, but for the identity; some of their times are those of incidents.
/// </summary>
/// <param name="grafana">Where.</param>
/// <param name="dashboard">The bridge's own dashboard; null for none.</param>
/// <param name="start">When the run began.</param>
/// <param name="moments">Starts of incidents.</param>
internal sealed class Others(SimulatedGrafana grafana, string? dashboard, DateTimeOffset start, IReadOnlyList<DateTimeOffset> moments)
{
    /// <summary>How many annotations they have before anything happens.</summary>
    public const int Count = 500;

    /// <summary>How many they post after a restore, before the bridge does.</summary>
    private const int AfterRestore = 20;

    private const string Author = "somebody else";
    private const long OtherOrganization = 2;

    private static readonly string[][] Tags =
    [
        ["deploy"],
        ["incident-io", "status:open", "severity:major"],
        ["incident-io", "status:resolved", "severity:minor", "route:default"],
        ["incident-io", "x-incident", "route:default", "status:open"],
    ];

    private int _posted;
    private IReadOnlyList<SimulatedAnnotation> _expected = [];

    /// <summary>Makes the dashboards and the other organization, and posts.</summary>
    public void Arrive()
    {
        grafana.AddOrganization(OtherOrganization, "Other Org.");
        grafana.AddDashboard("shop");
        grafana.AddDashboard("board");
        var hidden = grafana.AddDashboard("hidden");
        grafana.AddDashboard(hidden with { IsClosed = true });
        if (dashboard is not null)
        {
            grafana.AddDashboard(dashboard);
        }

        Post(Count);
    }

    /// <summary>Posts, and takes what there is of theirs from now on as what has to stay.</summary>
    public void Post(int count)
    {
        for (var left = count; left > 0; left--)
        {
            Post();
        }

        _expected = Theirs();
    }

    /// <summary>Does what an operator does to a Grafana; what is theirs then has to stay.</summary>
    public void Operate(Action<SimulatedGrafana> operate)
    {
        operate(grafana);
        Post(AfterRestore);
    }

    public bool IsTheirs(SimulatedAnnotation annotation) => annotation.Author == Author;

    /// <summary>What the bridge did to theirs; empty if nothing.</summary>
    public IEnumerable<string> Touched()
    {
        var now = Theirs().ToDictionary(one => one.Id, Look);
        return grafana.OthersTouched
            .Select(touched => $"{touched.Request.At:O} {touched.Request.Method} {touched.Request.Path} {touched.Before.Text}, made at {touched.Before.Created:O}")
            .Concat(_expected.Where(one => now.GetValueOrDefault(one.Id) != Look(one)).Select(one => $"{one.Id} {one.Text} is not what it was"));
    }

    private static string Look(SimulatedAnnotation one) =>
        $"{one.Text} {one.Start:O} {one.End:O} {one.DashboardUid} {one.PanelId} {one.OrganizationId} {string.Join(',', one.Tags)}";

    private IReadOnlyList<SimulatedAnnotation> Theirs() => [.. grafana.Annotations.Where(IsTheirs)];

    /// <summary>Each has the next place, the next tags and the next times; the three come round at different paces.</summary>
    private void Post()
    {
        var number = _posted++;
        var (uid, panel, organization) = (number % 7) switch
        {
            0 => ("shop", 0L, SimulatedGrafana.MainOrganization),
            1 => ("board", 1 + (number % 3), SimulatedGrafana.MainOrganization),
            2 => ("hidden", 0, SimulatedGrafana.MainOrganization),
            3 => (dashboard, dashboard is null ? 0 : number % 2, SimulatedGrafana.MainOrganization),
            4 => (null, 0, OtherOrganization),
            _ => ((string?)null, 0L, SimulatedGrafana.MainOrganization),
        };
        var at = number % 2 == 0 ? moments[number / 2 % moments.Count] : start.AddSeconds(number - Count);
        grafana.PostAs(
            Author, $"<b>INC-{number}</b> of somebody else", at, at.AddMinutes(number % 3), Tags[number % Tags.Length], uid, organization, panel);
    }
}
