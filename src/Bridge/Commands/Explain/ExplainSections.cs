using System.Globalization;
using Bridge.Commands.Output;
using Bridge.Incidents;
using Bridge.Observability;
using Bridge.Store;
using Bridge.Subjects;
using Bridge.Vocabulary;

namespace Bridge.Commands.Explain;

/// <summary>What was received, and what incident.io says now, in lines. Pure.</summary>
internal static class ExplainSections
{
    /// <summary>The columns before what is said of an incident.</summary>
    public const int NameWidth = 12;

    /// <param name="facts">What is known.</param>
    /// <param name="isMissed">Whether it should be on a graph and is not.</param>
    public static IEnumerable<string> Received(ExplainFacts facts, bool isMissed)
    {
        if (facts.WasOverBefore)
        {
            return OverBefore(facts, isMissed);
        }

        if (facts.Asked.Kind != SubjectKind.Incident)
        {
            return OfKind(facts, isMissed);
        }

        if (facts.PollInterval is { } interval)
        {
            return Listed(facts, interval, isMissed);
        }

        if (facts.Webhooks > 0)
        {
            var last = facts.LastWebhookOfIncidentAt is { } at ? $", the last at {CommandText.Of(at)}" : "";
            return [$"{CommandText.Count(facts.Webhooks, "webhook")}{last}.", .. Progress(facts)];
        }

        if (facts.Incident is null && facts.Asked.Id is null)
        {
            return ["Webhooks are noted by the incident's id, which only incident.io can tell."];
        }

        if (facts.MayBeForgotten)
        {
            return
            [
                "No webhook is remembered.",
                $"incident-bridge resync {facts.Asked.Argument} looks for its annotations in Grafana, and posts those that should be there and are not.",
            ];
        }

        return
        [
            .. WithoutWebhook(facts),
            .. facts.Deliveries.Count == 0 ? [] : new[] { "The bridge knows of the incident all the same: it looks for what no webhook announced." },
            .. Progress(facts),
            .. isMissed ? new[] { PostsItNow(facts) } : [],
        ];
    }

    public static IEnumerable<string> IncidentIo(ExplainFacts facts, bool showPrivate)
    {
        if (facts.Subject is { } subject)
        {
            return subject is Incident incident ? OfIncident(incident, showPrivate) : OfHappening((Happening)subject, showPrivate);
        }

        return facts.IsHidden ? Access(facts) : [$"{Capital(FailureWords.OfIncidentIo(facts.FetchFailure!))}."];
    }

    /// <summary>Of an incident that nobody could have heard of: nothing is to blame.</summary>
    private static IEnumerable<string> OverBefore(ExplainFacts facts, bool isMissed)
    {
        yield return $"{(facts.Incident is null ? "It" : "The incident")} last changed at {CommandText.Of(facts.ChangedAt!.Value)}, and the bridge was first started at {CommandText.Of(facts.FirstStartAt!.Value)}. It posts by itself what was open then, and what changes later.";
        if (isMissed)
        {
            if (facts.Incident is { } incident)
            {
                yield return string.Create(
                    CultureInfo.InvariantCulture,
                    $"incident-bridge backfill --since {incident.CreatedAt.UtcDateTime:yyyy-MM-dd} posts it, and all that came after it.");
            }

            yield return $"incident-bridge resync {facts.Asked.Argument} posts it alone.";
        }
    }

    /// <summary>Where to look for the webhook that did not come. If others come, the endpoint and its secret are right.</summary>
    private static IEnumerable<string> WithoutWebhook(ExplainFacts facts)
    {
        var kind = facts.Incident is { IsPrivate: true } ? "private_incident" : "public_incident";
        var events = $"{kind}.incident_created_v2 and {kind}.incident_updated_v2";
        if (facts.OthersArrive)
        {
            yield return $"No webhook about it was received. Webhooks about other incidents arrive, the last at {CommandText.Of(facts.LastWebhookAt!.Value)}.";
            yield return $"Look in incident.io, under Settings → Webhooks, whether {events} are ticked.";
            yield break;
        }

        yield return "No webhook received.";
        yield return facts.LastWebhookAt is { } any
            ? $"The last one about any incident came at {CommandText.Of(any)}."
            : "None about any other incident was ever received either.";
        yield return $"Look in incident.io, under Settings → Webhooks, whether the endpoint is there, its deliveries succeed, and {events} are ticked.";
        yield return $"The bridge counts what it refuses in {BridgeMetrics.Prefix}webhook_rejected_total.";
    }

    /// <summary>Of what is no incident: by webhooks, or by the list of its kind.</summary>
    private static IEnumerable<string> OfKind(ExplainFacts facts, bool isMissed)
    {
        var last = facts.LastWebhookOfIncidentAt is { } at ? $", the last at {CommandText.Of(at)}" : "";
        yield return facts.Webhooks > 0 ? $"{CommandText.Count(facts.Webhooks, "webhook")}{last}."
            : facts.PollInterval is { } interval ? $"No webhook tells of it: its kind is listed every {interval:c}."
            : "No webhook received.";
        foreach (var line in Progress(facts))
        {
            yield return line;
        }

        if (isMissed)
        {
            yield return PostsItNow(facts);
        }
    }

    private static string PostsItNow(ExplainFacts facts) => $"incident-bridge resync {facts.Asked.Argument} posts it now.";

    /// <summary>Of a bridge that only polls: no webhook is to blame.</summary>
    private static IEnumerable<string> Listed(ExplainFacts facts, TimeSpan interval, bool isMissed)
    {
        yield return $"No webhooks are taken (IncidentIo:Webhooks is false): changes are listed every {interval:c}.";
        yield return facts.LastResyncAt is { } at ? $"The last list was read at {CommandText.Of(at)}." : "No list was ever read: does the bridge run, and does its log tell of event 5014?";
        foreach (var line in Progress(facts))
        {
            yield return line;
        }

        if (isMissed)
        {
            if (facts.Deliveries.Count == 0)
            {
                yield return "A list has what changed since the one before it. The first has what is open, and what changed within a day before it.";
            }

            yield return PostsItNow(facts);
        }
    }

    private static IEnumerable<string> OfIncident(Incident incident, bool showPrivate)
    {
        yield return Line("Reference", CommandText.Typed(incident.Reference));
        yield return Line("Id", incident.Id.Value);
        yield return Line("Name", CommandText.Confidential(incident, showPrivate, incident.Name));
        yield return Line("Status", $"{Labels.Of(incident.Category)} {CommandText.Confidential(incident, showPrivate, $"({incident.StatusName})")}");
        yield return Line("Mode", Labels.Of(incident.Mode));
        yield return Line("Visibility", incident.IsPrivate ? "private" : "public");
        yield return Line("Severity", CommandText.Typed(incident.Severity?.Name ?? "none"));
        yield return Line("Type", CommandText.Confidential(incident, showPrivate, incident.Type ?? "none"));
        foreach (var field in incident.CustomFields)
        {
            yield return Line("Field", CommandText.Confidential(incident, showPrivate, $"{field.Name}: {string.Join(", ", field.Values)}"));
        }

        yield return Line("Created", CommandText.Of(incident.CreatedAt));
        yield return Line("Changed", CommandText.Of(incident.UpdatedAt));
    }

    /// <summary>Never who it was: nothing that is about a person.</summary>
    private static IEnumerable<string> OfHappening(Happening happening, bool showPrivate)
    {
        var mayTell = showPrivate || !happening.IsPrivate;
        yield return Line("Id", happening.Id.ToString());
        yield return Line("Name", CommandText.Confidential(mayTell, happening.Title));
        yield return Line("Status", happening.State ?? (happening.IsOver ? "resolved" : "open"));
        yield return Line("Visibility", happening.IsPrivate ? happening.Visibility == Visibility.Unknown ? "not known, which counts as private" : "private" : "public");
        foreach (var fact in happening.Facts.Where(fact => fact.Sensitivity != Sensitivity.Personal))
        {
            yield return Line("Known", CommandText.Confidential(mayTell || fact.Sensitivity == Sensitivity.Public, $"{fact.Key}: {fact.Text}"));
        }

        foreach (var incident in happening.BelongsTo)
        {
            yield return Line("Incident", incident.Value);
        }

        yield return Line("Start", CommandText.Of(happening.Start));
        yield return Line("End", happening.End is { } end ? CommandText.Of(end) : "not known");
        yield return Line("Changed", CommandText.Of(happening.UpdatedAt));
    }

    private static IEnumerable<string> Access(ExplainFacts facts)
    {
        if (facts.Asked.Kind != SubjectKind.Incident)
        {
            yield return "It does not show it: it was deleted, is of another organization, or is private and not for this key.";
            yield break;
        }

        yield return facts.Identity switch
        {
            null => "It answers 404, and what the key may do could not be asked.",
            { MayReadPrivate: true } identity =>
                $"It answers 404, and the key {CommandText.Typed(identity.Name)} has global_access: the incident was deleted, is of another organization, or was made up by a test event.",
            var identity =>
                $"It answers 404. The key {CommandText.Typed(identity.Name)} lacks the role global_access and sees no private incident; give it that role under Settings → API keys.",
        };
        if (facts.Asked.Reference is null)
        {
            yield break;
        }

        if (facts.Parked.Count == 0)
        {
            yield return "No incident is parked for lack of access.";
            yield break;
        }

        yield return $"{CommandText.Count(facts.Parked.Count, "incident")} parked for lack of access (not_found), of which this may be one:";
        foreach (var parked in facts.Parked)
        {
            var last = parked.LastWebhookAt is { } at ? $", the last at {CommandText.Of(at)}" : "";
            var webhooks = parked.Webhooks == 0 && facts.PollInterval is not null ? "" : $"  {CommandText.Count(parked.Webhooks, "webhook")}{last}";
            yield return $"  {parked.Key.Subject}{webhooks}";
        }

        yield return "incident-bridge explain <id> says more about one.";
    }

    /// <summary>How far each Grafana has come. With one alone, its name says nothing.</summary>
    private static IEnumerable<string> Progress(ExplainFacts facts) =>
        from delivery in facts.Deliveries
        from line in Progress(delivery, facts.PollInterval is null ? "webhook" : "change", facts.Now)
        select facts.Deliveries.Count == 1 ? line : $"Grafana {delivery.Key.Grafana}: {line}";

    private static IEnumerable<string> Progress(Delivery delivery, string what, DateTimeOffset now)
    {
        if (delivery.LeaseUntil > now)
        {
            yield return $"It is being worked on since {CommandText.Of(delivery.ClaimedAt ?? now)}.";
        }
        else if (delivery.PendingSince is { } since)
        {
            yield return $"A {what} waits since {CommandText.Of(since)}.";
        }

        if (delivery.LastFailure is { } reason)
        {
            var parked = delivery.IsDeadLetter && reason == FailureReason.NotFound ? ": parked for lack of access"
                : delivery.IsDeadLetter ? ": a dead letter, which needs somebody to act"
                : "";
            yield return $"{CommandText.Count(delivery.Attempts, "attempt")} failed, the last for {Labels.Of(reason)}{parked}.";
        }

        // What is shown has a look planned too, for the end of an open region say: that is no try.
        if (delivery is not { AskedAt: not null, LastFailure: null, PendingSince: null } && delivery.DueAt is { } due)
        {
            yield return due > now ? $"Next try at {CommandText.Of(due)}." : "It is due: a running bridge takes it at once.";
        }
    }

    private static string Line(string name, string value) => (name.PadRight(NameWidth) + value).TrimEnd();

    private static string Capital(string words) => char.ToUpperInvariant(words[0]) + words[1..];
}
