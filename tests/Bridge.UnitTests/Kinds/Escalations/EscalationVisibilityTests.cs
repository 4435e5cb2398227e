using System.Text.Json.Nodes;
using Bridge.UnitTests.Incidents;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Kinds.Escalations;

/// <summary>An escalation does not say whether it is private; one word of what it is about that it is, makes it so.</summary>
public sealed class EscalationVisibilityTests
{
    private const string Unheard = "01JSOURCE00000000000000009";

    /// <summary>Sources of the alerts; visibilities of the incidents; what follows.</summary>
    [Theory]
    [InlineData("", "", "unknown")]
    [InlineData("public", "", "public")]
    [InlineData("private", "", "private")]
    [InlineData("unheard", "", "unknown")]
    [InlineData("none", "", "unknown")]
    [InlineData("public public", "", "public")]
    [InlineData("public private", "", "private")]
    [InlineData("public unheard", "", "unknown")]
    [InlineData("unheard private", "", "private")]
    [InlineData("", "public", "public")]
    [InlineData("", "private", "private")]
    [InlineData("", "public private", "private")]
    [InlineData("", "none", "private")]
    [InlineData("", "Public", "private")]
    [InlineData("", "anonymous", "private")]
    [InlineData("public", "public", "public")]
    [InlineData("private", "public", "private")]
    [InlineData("unheard", "public", "unknown")]
    [InlineData("public", "private", "private")]
    public void Its_alerts_and_incidents_tell(string sources, string incidents, string visibility)
    {
        var json = AnEscalation.Json("triggered", "10:00 triggered")
            .With("creator", new JsonObject())
            .With("related_alerts", new JsonArray([.. Words(sources).Select((source, index) => AnEscalation.Alert($"01A{index}", SourceOf(source)))]))
            .With("related_incidents", new JsonArray([.. Words(incidents).Select((word, index) => Incident(index, word))]));

        Assert.Equal(Labels.Parse<Visibility>(visibility), AnEscalation.Of(json).Visibility);
    }

    /// <summary>The alert that made it need not be listed, and has no source where it is named.</summary>
    [Theory]
    [InlineData("01A0", "public")]
    [InlineData("01A1", "unknown")]
    public void An_alert_that_only_made_it_counts_too(string creator, string visibility)
    {
        var json = AnEscalation.Json("triggered")
            .With("related_alerts", new JsonArray(AnEscalation.Alert("01A0", AnEscalation.PublicSource)))
            .With("creator", new JsonObject { ["alert"] = new JsonObject { ["id"] = creator } });

        Assert.Equal(Labels.Parse<Visibility>(visibility), AnEscalation.Of(json).Visibility);
    }

    [Theory]
    [InlineData("related_alerts", "unknown")]
    [InlineData("related_incidents", "private")]
    public void What_cannot_be_read_is_not_public(string member, string visibility)
    {
        var json = AnEscalation.Json("triggered").About(AnEscalation.Incident());
        var items = json[member]!.AsArray();
        items.Add("01A");

        Assert.Equal(Labels.Parse<Visibility>(visibility), AnEscalation.Of(json).Visibility);
    }

    [Fact]
    public void It_is_as_private_as_the_incident_that_it_belongs_to()
    {
        var json = AnEscalation.Json("triggered").About(AnEscalation.Incident());

        Assert.False(AnEscalation.Of(json, parents: AnIncident.Live()).IsPrivate);
        Assert.True(AnEscalation.Of(json, parents: AnIncident.Live().Private()).IsPrivate);
        Assert.True(AnEscalation.Of(json, parents: [null]).IsPrivate);
        Assert.True(AnEscalation.Of(json).IsPrivate);
    }

    private static string[] Words(string words) => words.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static string? SourceOf(string word) => word switch
    {
        "public" => AnEscalation.PublicSource,
        "private" => AnEscalation.PrivateSource,
        "unheard" => Unheard,
        _ => null,
    };

    private static JsonObject Incident(int index, string visibility)
    {
        var incident = AnEscalation.Incident($"01I{index}", $"INC-{index + 1}", visibility);
        return visibility switch
        {
            "none" => incident.Without("visibility"),
            "anonymous" => incident.With("visibility", "public").Without("id"),
            _ => incident,
        };
    }
}
