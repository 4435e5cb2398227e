using System.Text.Json.Nodes;
using Bridge.Kinds.Escalations;
using Bridge.Subjects;
using Bridge.UnitTests.Incidents;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Kinds.Escalations;

public sealed class EscalationMappingTests
{
    private const string Younger = "01HZX3V9QF8N6M2K7T5R4W2AAA";

    [Fact]
    public void What_is_shown_is_read_and_nothing_else()
    {
        var happening = AnEscalation.Of(AnEscalation.Json("acked", "10:00 triggered", "10:04 acked").With("related_incidents", new JsonArray(AnEscalation.Incident())));

        Assert.Equal(AnEscalation.Subject, happening.Id);
        Assert.Equal("Checkout is slow", happening.Title);
        Assert.Equal((AnEscalation.At("10:00"), AnEscalation.At("10:04"), true, "acked"), (happening.Start, happening.End, happening.IsOver, happening.State));
        Assert.Equal(AnEscalation.At("12:59"), happening.UpdatedAt);
        Assert.Equal([SubjectId.Parse(AnIncident.Id)], happening.BelongsTo);
        Assert.Null(happening.Link);
        Assert.Equal(
            [
                new Fact("priority", "P1", Sensitivity.Public) { IsTag = true },
                new Fact("acknowledged", "acknowledged after 4 min", Sensitivity.Public),
                new Fact("ref", "INC-123", Sensitivity.Public) { IsTag = true },
                new Fact("path", "Platform on call", Sensitivity.Confidential) { IsTag = true, IsText = false },
            ],
            happening.Facts);
    }

    [Theory]
    [InlineData("triggered", "10:00 triggered", "not acknowledged yet")]
    [InlineData("acked", "10:00 triggered, 10:00 acked", "acknowledged after 0 s")]
    [InlineData("expired", "10:00 triggered, 10:30 expired", "nobody acknowledged")]
    [InlineData("resolved", "10:00 triggered, 10:30 resolved", "nobody acknowledged")]
    [InlineData("resolved", "10:00 triggered, 11:10 acked, 11:30 resolved", "acknowledged after 1 h 10 min")]
    public void How_long_nobody_answered_is_told(string status, string events, string told) =>
        Assert.Equal(told, AnEscalation.Of(AnEscalation.Json(status, events.Split(", "))).Facts.Single(fact => fact.Key == "acknowledged").Text);

    [Fact]
    public void The_older_incident_of_two_goes_before_however_they_are_listed()
    {
        string[] References(params JsonObject[] incidents) =>
            [.. AnEscalation.Of(AnEscalation.Json("triggered").About(incidents)).Facts.Where(fact => fact.Key == "ref").Select(fact => fact.Text)];

        Assert.Equal(["INC-123", "INC-9"], References(AnEscalation.Incident(), AnEscalation.Incident(Younger, "INC-9")));
        Assert.Equal(["INC-123", "INC-9"], References(AnEscalation.Incident(Younger, "INC-9"), AnEscalation.Incident()));
    }

    [Fact]
    public void It_belongs_once_to_an_incident_that_is_listed_twice() =>
        Assert.Single(AnEscalation.Of(AnEscalation.Json("triggered").About(AnEscalation.Incident(), AnEscalation.Incident())).BelongsTo);

    [Fact]
    public void An_id_and_a_time_are_enough()
    {
        var (escalation, faults) = AnEscalation.Read(JsonNode.Parse($$"""{"id":"{{AnEscalation.Id}}","created_at":"2026-03-01T10:00:00Z"}"""));

        Assert.Empty(faults);
        var happening = EscalationMapping.Of(escalation!, EscalationNames.None, EscalationUntil.Acknowledged);
        Assert.Equal((AnIncident.DeclaredAt, AnIncident.DeclaredAt, "", EscalationLife.Pending), (happening.Start, happening.UpdatedAt, happening.Title, happening.State));
        Assert.Equal(["acknowledged"], happening.Facts.Select(fact => fact.Key));
        Assert.Equal(Visibility.Unknown, happening.Visibility);
    }

    [Fact]
    public void Where_the_times_of_its_making_and_its_change_are_missing_those_of_its_events_count()
    {
        var escalation = AnEscalation.Read(AnEscalation.Json("acked", "10:04 acked", "10:00 triggered").Without("created_at").Without("updated_at")).Escalation!;

        Assert.Equal((AnEscalation.At("10:00"), AnEscalation.At("10:04")), (escalation.CreatedAt, escalation.UpdatedAt));
    }

    [Theory]
    [InlineData("null", "escalation")]
    [InlineData("[]", "escalation")]
    [InlineData("""{"created_at":"2026-03-01T10:00:00Z"}""", "escalation.id")]
    [InlineData("""{"id":"a b","created_at":"2026-03-01T10:00:00Z"}""", "escalation.id")]
    [InlineData("""{"id":7,"created_at":"2026-03-01T10:00:00Z"}""", "escalation.id")]
    [InlineData("""{"id":"01A"}""", "escalation.created_at")]
    [InlineData("""{"id":"01A","created_at":"yesterday","updated_at":null,"events":[{"event":"acked"}]}""", "escalation.created_at")]
    public void What_cannot_be_placed_is_left_out_and_told_of(string json, string path)
    {
        var (escalation, faults) = AnEscalation.Read(JsonNode.Parse(json));

        Assert.Null(escalation);
        var fault = Assert.Single(faults);
        Assert.Equal((path, true), (fault.Path, fault.IsUnreadable));
    }

    /// <summary>Every member of another type.</summary>
    [Theory]
    [InlineData("title", "7", "escalation.title")]
    [InlineData("status", "{}", "escalation.status")]
    [InlineData("priority", "\"P1\"", "escalation.priority")]
    [InlineData("priority", "{\"name\":1}", "escalation.priority.name")]
    [InlineData("escalation_path_id", "false", "escalation.escalation_path_id")]
    [InlineData("events", "{}", "escalation.events")]
    [InlineData("events", "[7]", "escalation.events[]")]
    [InlineData("events", "[{\"event\":\"acked\",\"occurred_at\":7}]", "escalation.events[].occurred_at")]
    [InlineData("related_alerts", "\"none\"", "escalation.related_alerts")]
    [InlineData("related_alerts", "[null]", "escalation.related_alerts[]")]
    [InlineData("related_incidents", "7", "escalation.related_incidents")]
    [InlineData("related_incidents", "[\"01A\"]", "escalation.related_incidents[]")]
    [InlineData("related_incidents", "[{\"id\":{}}]", "escalation.related_incidents[].id")]
    [InlineData("creator", "\"Ada\"", "escalation.creator")]
    [InlineData("updated_at", "12", "escalation.updated_at")]
    public void A_member_of_another_type_counts_as_not_set_and_is_told_of(string member, string json, string path)
    {
        var (escalation, faults) = AnEscalation.Read(AnEscalation.Json("triggered", "10:00 triggered").With(member, JsonNode.Parse(json)));

        Assert.NotNull(escalation);
        Assert.Equal(new ReadingFault(AnEscalation.Subject, path, IsUnreadable: false), Assert.Single(faults));
    }

    [Theory]
    [InlineData("title")]
    [InlineData("description")]
    [InlineData("status")]
    [InlineData("priority")]
    [InlineData("escalation_path_id")]
    [InlineData("events")]
    [InlineData("related_alerts")]
    [InlineData("related_incidents")]
    [InlineData("creator")]
    [InlineData("created_at")]
    [InlineData("updated_at")]
    public void A_member_that_is_missing_or_null_is_no_fault(string member)
    {
        var missing = AnEscalation.Read(AnEscalation.Json("triggered", "10:00 triggered").Without(member));
        var none = AnEscalation.Read(AnEscalation.Json("triggered", "10:00 triggered").With(member, null));

        Assert.Empty(missing.Faults.Concat(none.Faults));
        Assert.NotNull(missing.Escalation);
        Assert.NotNull(none.Escalation);
    }

    [Fact]
    public void A_path_that_is_not_known_by_name_makes_no_fact()
    {
        var escalation = AnEscalation.Read(AnEscalation.Json("triggered")).Escalation!;

        Assert.DoesNotContain(EscalationMapping.Of(escalation, EscalationNames.None, EscalationUntil.Done).Facts, fact => fact.Key == "path");
    }
}
