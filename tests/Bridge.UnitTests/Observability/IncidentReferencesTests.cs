using Bridge.Observability;

namespace Bridge.UnitTests.Observability;

public sealed class IncidentReferencesTests
{
    private readonly IncidentReferences _references = new(capacity: 2);

    [Fact]
    public void An_incident_is_found_by_its_reference_and_back()
    {
        _references.Note("01A", "INC-7", isPrivate: true);

        Assert.Equal(new NamedIncident("INC-7", IsPrivate: true), _references.Of("01A"));
        Assert.Equal("01A", _references.IdOf("INC-7"));
        Assert.Null(_references.Of("01B"));
        Assert.Null(_references.IdOf("INC-8"));
    }

    [Fact]
    public void Those_that_were_seen_first_make_room()
    {
        Note("01A", "INC-1");
        Note("01B", "INC-2");
        Note("01B", "INC-2");
        Note("01C", "INC-3");

        Assert.Null(_references.Of("01A"));
        Assert.Null(_references.IdOf("INC-1"));
        Assert.Equal(("01B", "01C"), (_references.IdOf("INC-2"), _references.IdOf("INC-3")));
    }

    [Fact]
    public void One_that_is_called_otherwise_now_is_not_found_by_its_former_reference()
    {
        Note("01A", "INC-1");
        Note("01A", "OPS-1");

        Assert.Null(_references.IdOf("INC-1"));
        Assert.Equal("01A", _references.IdOf("OPS-1"));
    }

    [Fact]
    public void A_reference_that_went_to_another_incident_is_that_ones()
    {
        Note("01A", "INC-1");
        Note("01B", "INC-1");
        Note("01A", "INC-2");

        Assert.Equal("01B", _references.IdOf("INC-1"));
    }

    private void Note(string id, string reference) => _references.Note(id, reference, isPrivate: false);
}
