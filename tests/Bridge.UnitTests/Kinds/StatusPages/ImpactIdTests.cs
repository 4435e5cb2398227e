using Bridge.Kinds.StatusPages;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Kinds.StatusPages;

public sealed class ImpactIdTests
{
    [Theory]
    [InlineData("01FSTINC000000000000000001", "01COMPONENT")]
    [InlineData("f81d4fae-7dec-11d0-a765-00a0c91e6bf6", "f81d4fae-7dec-11d0-a765-00a0c91e6bf7")]
    [InlineData("spi_1", "c_2")]
    public void It_leads_back_to_the_incident(string incident, string component)
    {
        var id = ImpactId.Of(incident, component)!.Value;

        Assert.Equal($"status-page:{incident}--{component}", id.ToString());
        Assert.Equal((incident, false), (ImpactId.IncidentOf(id), ImpactId.IsOfIncident(id)));
        Assert.True(SubjectId.TryCreate(SubjectKind.StatusPage, incident, out var whole));
        Assert.Equal((incident, true), (ImpactId.IncidentOf(whole), ImpactId.IsOfIncident(whole)));
    }

    [Fact]
    public void What_is_no_id_makes_none()
    {
        Assert.Null(ImpactId.Of("a/b", "c"));
        Assert.Null(ImpactId.Of("a", "c d"));
        Assert.Null(ImpactId.Of(new string('a', 60), new string('b', 40)));
    }
}
