using System.Text;
using Bridge.IntegrationTests.Hosting;
using Bridge.IntegrationTests.Reconciliation;
using Bridge.Observability;
using Bridge.Simulator.Grafana;
using Bridge.Simulator.IncidentIo;
using Bridge.Simulator.IncidentIo.OnCall;
using Bridge.Simulator.Webhooks;

namespace Bridge.IntegrationTests.Kinds;

/// <summary>The bridge between a simulated incident.io and a simulated Grafana, with escalations in the settings.</summary>
public sealed class Escalations_reach_Grafana
{
    private const string Marker = "xyzzy";

    private static readonly SimulatedAlertSource PrivateSource = SimulatedAlertSource.Of(2, "HR") with { IsPrivate = true };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Each read of a private one by its id would be a line in the customer's audit log.</summary>
    [Fact]
    public async Task By_the_list_alone_and_never_by_id()
    {
        await using var world = await StartAsync("all", ("IncidentIo:ResyncInterval", "00:00:10"));
        var alert = SimulatedAlert.Firing(1, "Error rate", world.Now).WithPriority("P2", world.Now);
        world.IncidentIo.Put(alert);
        var escalation = SimulatedEscalation.Pending(1, alert, world.Now).Triggered(world.Now).UsersNotified(world.Now, SimulatedPerson.Ada);

        var secret = SimulatedEscalation.Pending(2, SimulatedAlert.Firing(2, "Payroll", world.Now, PrivateSource), world.Now).Triggered(world.Now);
        world.IncidentIo.Put(PrivateSource);
        world.IncidentIo.Put(secret);
        world.IncidentIo.Put(escalation);
        await InTimeAsync(world, () => Of(world, escalation) is [{ IsRegion: false }] && Of(world, secret).Count == 1, "both are points while nobody has answered");
        world.IncidentIo.Put(escalation.Acked(world.Now.AddMinutes(4), SimulatedPerson.Ada));
        await InTimeAsync(world, () => Of(world, escalation) is [{ IsRegion: true }], "it is a region");

        var region = Of(world, escalation)[0];
        Assert.Equal((world.Now, world.Now.AddMinutes(4)), (region.Start, region.End));
        Assert.Equal("<b>Paged:</b> Error rate<br>P2 · acknowledged after 4 min", region.Text);
        Assert.Equal(
            ["incident-io-escalation", "path:platform on call", "priority:p2", "route:default", "status:acked", $"x-escalation:{escalation.Id}"],
            region.Tags.Order());
        Assert.Equal("<b>Private escalation</b><br>P1 · not acknowledged yet", Assert.Single(Of(world, secret)).Text);
        Assert.Empty(world.IncidentIo.AuditLog);
        Assert.Equal(0, world.IncidentIo.RequestsTo("/v2/escalations/{id}"));
    }

    [Fact]
    public async Task By_webhooks_as_soon_as_people_are_paged_and_as_they_answer()
    {
        await using var world = await StartAsync("all");
        using var sender = Sender(world);
        var escalation = SimulatedEscalation.Pending(1, "Nobody picks up", world.Now);

        await TellAsync(world, sender, escalation, WebhookEvents.Created);
        await Eventually.IsTrueAsync(() => world.IncidentIo.RequestsTo("/v2/escalations/{id}") == 1, "it was read");
        await TellAsync(world, sender, escalation = escalation.Triggered(world.Now), StatusUpdated);
        await Eventually.IsTrueAsync(() => Of(world, escalation) is [{ IsRegion: false }], "it is a point");
        await TellAsync(world, sender, escalation = escalation.Expired(world.Now.AddMinutes(30)), StatusUpdated);
        await Eventually.IsTrueAsync(() => Of(world, escalation) is [{ IsRegion: true }], "it is a region");

        Assert.Equal("<b>Paged:</b> Nobody picks up<br>P1 · nobody acknowledged", Of(world, escalation)[0].Text);
        Assert.Equal("expired", Of(world, escalation)[0].Tag("status"));
    }

    /// <summary>The object is the same whether it is private or not. That an event called it private is enough, for good.</summary>
    [Fact]
    public async Task Without_its_words_once_an_event_has_called_it_private()
    {
        await using var world = await StartAsync("all");
        using var sender = Sender(world);
        var escalation = SimulatedEscalation.Pending(1, Marker, world.Now).Triggered(world.Now);
        await TellAsync(world, sender, escalation, WebhookEvents.Created);
        await Eventually.IsTrueAsync(() => Of(world, escalation) is [{ Text: $"<b>Paged:</b> {Marker}<br>P1 · not acknowledged yet" }], "it is shown");

        await TellAsync(world, sender, escalation = escalation.MadePrivate(world.Now).Acked(world.Now.AddMinutes(4)), StatusUpdated);
        await Eventually.IsTrueAsync(() => Of(world, escalation) is [{ Text: "<b>Private escalation</b><br>P1 · acknowledged after 4 min" }], "it is redacted");

        await TellAsync(world, sender, escalation = escalation with { IsPrivate = false }, StatusUpdated);
        await Eventually.IsTrueAsync(() => world.IncidentIo.RequestsTo("/v2/escalations/{id}") == 3, "it was read again");
        await world.Bridge.HasEndedAsync($"escalation:{escalation.Id}", "succeeded");
        Assert.DoesNotContain(Marker, Assert.Single(Of(world, escalation)).ToString(), StringComparison.Ordinal);
    }

    /// <summary>A word in everything that somebody wrote; what is shown is looked for in Grafana, in the log and in the store.</summary>
    [Theory]
    [InlineData("redact", "<b>Private escalation</b><br>P1 · acknowledged after 4 min · INC-7")]
    [InlineData("omit", "")]
    public async Task Of_a_private_source_no_word_leaves_the_process(string mode, string text)
    {
        await using var world = await StartAsync("all", ("Annotations:Private", mode), ("IncidentIo:ResyncInterval", "00:00:10"), ("Logging:LogLevel:Default", "Trace"));
        var incident = world.Live(7).Marked(Marker);
        var alert = SimulatedAlert.Firing(1, "Payroll", world.Now, PrivateSource).Marked(Marker);
        var escalation = SimulatedEscalation.Pending(1, alert, world.Now).Triggered(world.Now).UsersNotified(world.Now, SimulatedPerson.Ada)
            .Acked(world.Now.AddMinutes(4), SimulatedPerson.Grace).About(incident, world.Now).Marked(Marker);
        var seen = SimulatedEscalation.Pending(2, "In public", world.Now).Triggered(world.Now).About(world.Live(8), world.Now);
        world.IncidentIo.Put(PrivateSource.Marked(Marker));
        world.IncidentIo.Put(SimulatedEscalationPath.Default.Marked(Marker));
        world.IncidentIo.Put(alert);
        world.IncidentIo.Put(incident);
        world.IncidentIo.Put(world.Live(8));
        world.IncidentIo.Put(escalation);
        world.IncidentIo.Put(seen);

        await InTimeAsync(
            world,
            () => Of(world, seen).Count == 1 && world.Bridge.WorkOn($"escalation:{escalation.Id}") is { Outcome: "succeeded", IsLeased: false },
            "both were looked at");

        Assert.Equal(text, string.Concat(Of(world, escalation).Select(annotation => annotation.Text)));
        Assert.DoesNotContain(Of(world, escalation).Append(Of(world, seen)[0]), annotation => annotation.ToString().Contains(Marker, StringComparison.OrdinalIgnoreCase)
            || annotation.Tags.Any(tag => tag.Contains(Marker, StringComparison.OrdinalIgnoreCase)));
        var log = string.Join('\n', world.Bridge.Logs.GetSnapshot().Select(record => $"{record.Message} {string.Join(' ', record.StructuredState ?? [])} {record.Exception}"));
        Assert.DoesNotContain(Marker, log, StringComparison.OrdinalIgnoreCase);
        await world.Bridge.StopAsync();
        Assert.DoesNotContain(Marker, Encoding.Latin1.GetString(await File.ReadAllBytesAsync(world.Bridge.DatabasePath, Cancellation)), StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>What the key may not read is left out; a right that is taken away hides nothing.</summary>
    [Fact]
    public async Task Without_the_rights_to_paths_and_sources_and_after_the_right_to_escalations_was_lost()
    {
        await using var world = await StartAsync("all");
        using var sender = Sender(world);
        world.IncidentIo.Scopes = world.IncidentIo.Scopes.Remove(IncidentIoScope.EscalationPaths).Remove(IncidentIoScope.AlertSources);
        var alert = SimulatedAlert.Firing(1, "Error rate", world.Now);
        world.IncidentIo.Put(alert);
        var escalation = SimulatedEscalation.Pending(1, alert, world.Now).Triggered(world.Now);

        await TellAsync(world, sender, escalation, WebhookEvents.Created);
        await Eventually.IsTrueAsync(() => Of(world, escalation).Count == 1, "it is shown");
        var shown = Of(world, escalation)[0];
        Assert.Equal("<b>Paged:</b> Error rate<br>P1 · not acknowledged yet", shown.Text);
        Assert.Null(shown.Tag("path"));
        Assert.Equal(
            [
                "incident.io does not show its alert sources to the key (HTTP 403), so alerts count as private, and so do escalations of alerts. Give the key a role with alert_sources.view under Settings → API keys. The bridge asks again once an hour. This is logged once per process.",
                "incident.io does not show its escalation paths to the key (HTTP 403), so escalations have no tag path. Give the key a role with escalation_paths.view under Settings → API keys. The bridge asks again once an hour. This is logged once per process.",
            ],
            world.Bridge.Logs.GetSnapshot().Where(record => record.Id.Id == EventIds.ListRefused).Select(record => record.Message).Order());

        world.IncidentIo.Scopes = world.IncidentIo.Scopes.Remove(IncidentIoScope.Escalations);
        await TellAsync(world, sender, escalation, StatusUpdated);
        await world.Bridge.HasEndedAsync($"escalation:{escalation.Id}", "retry");

        Assert.Equal("auth", world.Bridge.WorkOn($"escalation:{escalation.Id}")?.Reason);
        Assert.Equal(shown, Assert.Single(Of(world, escalation)), (one, other) => one.ToString() == other.ToString());
    }

    [Fact]
    public async Task With_the_incident_that_a_route_shows_and_go_and_turn_private_with_it()
    {
        await using var world = await StartAsync("shown");
        var incident = world.Live(7);
        var escalation = SimulatedEscalation.Pending(1, "Checkout is slow", world.Now).Triggered(world.Now).About(incident, world.Now);
        var other = SimulatedEscalation.Pending(2, "Of no incident", world.Now).Triggered(world.Now);
        world.IncidentIo.Put(escalation);
        world.IncidentIo.Put(other);

        await world.BecomesAsync(incident);
        await Eventually.IsTrueAsync(() => Of(world, escalation) is [{ Text: "<b>Paged:</b> Checkout is slow<br>P1 · not acknowledged yet · INC-7" }], "it is shown with its incident");

        await world.BecomesAsync(incident = incident.MadePrivate(world.Now.AddMinutes(1)));
        await Eventually.IsTrueAsync(() => Of(world, escalation) is [{ Text: "<b>Private escalation</b><br>P1 · not acknowledged yet · INC-7" }], "it is redacted with its incident");

        await world.BecomesAsync(incident.InStatus(SimulatedStatus.Declined, world.Now.AddMinutes(2)));
        await Eventually.IsTrueAsync(() => Of(world, escalation).Count == 0, "it goes with its incident");
        Assert.Empty(Of(world, other));
    }

    /// <summary>The list of an incident's escalations has all of each.</summary>
    [Fact]
    public async Task With_their_incident_by_one_request_and_no_line_in_the_audit_log()
    {
        await using var world = await KindWorld.StartAsync(_ => { }, ("Escalations:Show", "shown"), ("IncidentIo:ResyncInterval", "00:00:00"));
        var incident = SimulatedIncident.Declared(7, "Checkout is slow", world.Now).Live(world.Now);
        world.IncidentIo.Put(PrivateSource);
        world.IncidentIo.Put(incident);
        world.IncidentIo.Put(SimulatedEscalation.Pending(1, "Checkout is slow", world.Now).Triggered(world.Now).About(incident, world.Now));
        var secret = SimulatedEscalation.Pending(2, SimulatedAlert.Firing(2, "Payroll", world.Now, PrivateSource), world.Now).Triggered(world.Now);
        world.IncidentIo.Put(secret.About(incident, world.Now) with { IsPrivate = true });

        await world.SendAsync(WebhookEvents.Updated(incident));
        var shown = await world.ShownAsync("incident-io-escalation", shown => shown.Count == 2);

        Assert.Equal(
            ["<b>Paged:</b> Checkout is slow<br>P1 · not acknowledged yet · INC-7", "<b>Private escalation</b><br>P1 · not acknowledged yet · INC-7"],
            shown.Select(one => one.Text));
        Assert.Single(world.IncidentIo.Requests, request => request.Path == "/v2/escalations" && request.QueryNames.Contains("incident[one_of]"));
        Assert.Equal(0, world.IncidentIo.RequestsTo("/v2/escalations/{id}"));
        Assert.Empty(world.IncidentIo.AuditLog);
    }

    private static Task<LookWorld> StartAsync(string show, params IReadOnlyList<(string Key, string Value)> settings) =>
        LookWorld.StartAsync(GrafanaDialect.V12, [("Escalations:Show", show), .. settings]);

    private static IReadOnlyList<SimulatedAnnotation> Of(LookWorld world, SimulatedEscalation escalation) =>
        world.Grafana.WithTags($"x-escalation:{escalation.Id}");

    private static string StatusUpdated(SimulatedEscalation escalation) => WebhookEvents.StatusUpdated(escalation);

    private static WebhookSender Sender(LookWorld world) => new(
        () => new Uri(world.Bridge.Webhooks.BaseAddress!, "/webhooks/incident-io"), BridgeInstance.SigningSecret);

    /// <summary>The escalation is so from now on, and the bridge is told.</summary>
    private static async Task TellAsync(LookWorld world, WebhookSender sender, SimulatedEscalation escalation, Func<SimulatedEscalation, string> body)
    {
        world.IncidentIo.Put(escalation);
        Assert.Equal(204, (await sender.SendAsync(body(escalation), Cancellation)).Status);
    }

    /// <summary>Moves the clock, second by second, until it is so.</summary>
    private static Task InTimeAsync(LookWorld world, Func<bool> condition, string expectation) => Eventually.IsTrueAsync(
        () =>
        {
            world.Wait(TimeSpan.FromSeconds(1));
            return condition();
        },
        expectation);
}
