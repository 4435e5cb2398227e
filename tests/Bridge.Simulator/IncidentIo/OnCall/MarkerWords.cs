using System.Collections.Immutable;

namespace Bridge.Simulator.IncidentIo.OnCall;

/// <summary>
/// Puts a word into everything that people, sources or customers wrote, so that a test can look for it wherever it must not come out.
/// What stays as it is: ids, times, states, priorities, and what incident.io made of them, such as references and links to itself.
/// </summary>
public static class MarkerWords
{
    public static SimulatedIncident Marked(this SimulatedIncident incident, string word) => incident with
    {
        Name = $"{word} name",
        Summary = $"{word} summary",
        Type = $"{word} type",
        CustomFields = incident.CustomFields.Clear()
            .Add($"{word} field", new SimulatedField(SimulatedFieldKind.Text, [$"{word} value"])),
    };

    /// <summary>The attribute that priorities come from keeps its name and its label; the others are replaced by one of each shape.</summary>
    public static SimulatedAlert Marked(this SimulatedAlert alert, string word) => alert with
    {
        Title = $"{word} title",
        Description = $"{word} description",
        DeduplicationKey = $"{word}-key",
        SourceUrl = $"https://{word}.example.com/alert",
        Attributes =
        [
            .. alert.Attributes.Where(attribute => attribute.Name == SimulatedAlert.Priority),
            new SimulatedAttributeEntry($"{word} team", [$"{word} label"]),
            new SimulatedAttributeEntry($"{word} service", [$"{word} entry"]) { IsCatalogEntry = true },
            new SimulatedAttributeEntry($"{word} hosts", [$"{word} first", $"{word} second"]) { IsArray = true },
        ],
    };

    public static SimulatedAlertSource Marked(this SimulatedAlertSource source, string word) => source with
    {
        Name = $"{word} source",
        SecretToken = $"{word}-token",
        EventsUrl = $"https://api.incident.io/v2/alert_events/{word}",
    };

    /// <summary>With whom it paged, who made it, and what it is about.</summary>
    public static SimulatedEscalation Marked(this SimulatedEscalation escalation, string word) => escalation with
    {
        Title = $"{word} title",
        Description = $"{word} description",
        Events = [.. escalation.Events.Select(happened => happened with
        {
            Users = [.. happened.Users.Select(person => person.Marked(word))],
            SlackChannelIds = [.. happened.SlackChannelIds.Select(_ => $"C{word}")],
        })],
        RelatedAlerts = [.. escalation.RelatedAlerts.Select(alert => alert.Marked(word))],
        RelatedIncidents = [.. escalation.RelatedIncidents.Select(incident => incident.Marked(word))],
        Creator = escalation.Creator is { } creator ? creator.Marked(word) : null,
    };

    public static SimulatedEscalationPath Marked(this SimulatedEscalationPath path, string word) => path with { Name = $"{word} path" };

    public static SimulatedActor Marked(this SimulatedActor actor, string word) => actor with
    {
        Name = $"{word} actor",
        Person = actor.Person is { } person ? person.Marked(word) : null,
    };

    public static SimulatedPerson Marked(this SimulatedPerson person, string word) => person with
    {
        Name = $"{word} person",
        Email = $"{word}@example.com",
        SlackUserId = $"U{word}",
    };

    public static SimulatedMaintenanceWindow Marked(this SimulatedMaintenanceWindow window, string word) =>
        window with { Name = $"{word} window", Lead = window.Lead.Marked(word) };

    public static SimulatedSchedule Marked(this SimulatedSchedule schedule, string word) => schedule with
    {
        Name = $"{word} schedule",
        RotationName = $"{word} rotation",
        LayerName = $"{word} layer",
        Scheduled = Marked(schedule.Scheduled, word),
        Overrides = Marked(schedule.Overrides, word),
    };

    public static SimulatedStatusPageIncident Marked(this SimulatedStatusPageIncident incident, string word) => incident with
    {
        Name = $"{word} name",
        Updates = [.. incident.Updates.Select(update => update with { Message = $"{word} message" })],
    };

    private static ImmutableList<SimulatedShift> Marked(ImmutableList<SimulatedShift> shifts, string word) =>
        [.. shifts.Select(shift => shift with { Person = shift.Person is { } person ? person.Marked(word) : null })];
}
