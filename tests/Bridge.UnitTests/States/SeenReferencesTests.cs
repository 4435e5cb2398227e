using Bridge.Incidents;
using Bridge.States;
using Bridge.UnitTests.Incidents;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.States;

public sealed class SeenReferencesTests
{
    private readonly SeenReferences _seen = new(capacity: 2);

    [Fact]
    public void An_incident_is_found_by_its_reference_and_back()
    {
        _seen.Note(Incident("01A", "INC-7").Private());

        Assert.Equal("INC-7", _seen.Find(IncidentId.Parse("01A"))?.Reference.ToString());
        Assert.True(_seen.Find(IncidentId.Parse("01A"))?.IsPrivate);
        Assert.Equal("01A", _seen.Find(Reference("inc-007"))?.Value);
        Assert.Null(_seen.Find(IncidentId.Parse("01B")));
        Assert.Null(_seen.Find(Reference("INC-8")));
    }

    [Fact]
    public void Those_that_were_seen_first_make_room()
    {
        _seen.Note(Incident("01A", "INC-1"));
        _seen.Note(Incident("01B", "INC-2"));
        _seen.Note(Incident("01B", "INC-2"));
        _seen.Note(Incident("01C", "INC-3"));

        Assert.Null(_seen.Find(IncidentId.Parse("01A")));
        Assert.Null(_seen.Find(Reference("INC-1")));
        Assert.Equal(("01B", "01C"), (_seen.Find(Reference("INC-2"))?.Value, _seen.Find(Reference("INC-3"))?.Value));
    }

    [Fact]
    public void One_that_is_called_otherwise_now_is_not_found_by_its_former_reference()
    {
        _seen.Note(Incident("01A", "INC-1"));
        _seen.Note(Incident("01A", "OPS-1"));

        Assert.Null(_seen.Find(Reference("INC-1")));
        Assert.Equal("01A", _seen.Find(Reference("OPS-1"))?.Value);
    }

    [Fact]
    public void A_reference_that_went_to_another_incident_is_that_ones()
    {
        _seen.Note(Incident("01A", "INC-1"));
        _seen.Note(Incident("01B", "INC-1"));
        _seen.Note(Incident("01A", "INC-2"));

        Assert.Equal("01B", _seen.Find(Reference("INC-1"))?.Value);
    }

    [Fact]
    public void What_is_no_reference_is_passed_over()
    {
        _seen.Note(Incident("01A", "<b>"));

        Assert.Null(_seen.Find(IncidentId.Parse("01A")));
    }

    private static Incident Incident(string id, string reference) => AnIncident.Live() with { Id = IncidentId.Parse(id), Reference = reference };

    private static IncidentReference Reference(string text)
    {
        Assert.True(IncidentReference.TryParse(text, out var reference));
        return reference;
    }
}
