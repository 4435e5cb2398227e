using Bridge.Grafana;
using Bridge.Settings;
using Bridge.Store;

namespace Bridge.UnitTests.Grafana;

/// <summary>Whose Grafana it is, by what is remembered, what the settings say and what the token says.</summary>
public sealed class GrafanaOwnershipTests
{
    private const string Address = "https://grafana.example/sub";

    [Theory]
    [InlineData("https://grafana.example/sub/")]
    [InlineData("https://GRAFANA.example:443/sub")]
    [InlineData("https://user:secret@grafana.example/sub?x=1")]
    public void An_address_is_the_same_however_it_is_written_and_has_no_credentials(string url) =>
        Assert.Equal(Address, Judge(url, orgId: null, known: null, organization: 1).Identity.Address);

    [Fact]
    public void The_first_time_it_is_noted_whose_it_is()
    {
        var judged = Judge(Address, orgId: null, known: null, organization: 7);

        Assert.Equal(new GrafanaOwnership(new GrafanaIdentity(Address, 7), IsNews: true, IsAnother: false, Stranger: null), judged);
    }

    [Fact]
    public void The_next_time_there_is_nothing_to_do()
    {
        var judged = Judge(Address, orgId: null, known: new(Address, 7), organization: 7);

        Assert.Equal((false, false, null), (judged.IsNews, judged.IsAnother, judged.Stranger));
    }

    [Fact]
    public void Another_address_is_another_Grafana()
    {
        var judged = Judge(Address, orgId: null, known: new("https://grafana.example", 7), organization: 7);

        Assert.Equal((true, true, null), (judged.IsNews, judged.IsAnother, judged.Stranger));
    }

    [Theory]
    [InlineData(Address)]
    [InlineData("https://grafana.example")]
    public void Another_organization_is_a_strangers_at_whatever_address(string before)
    {
        var judged = Judge(Address, orgId: null, known: new(before, 1), organization: 7);

        Assert.Equal(
            "its token belongs to organization 7, and the bridge has posted to organization 1: set Grafana:main:Token right, or Grafana:main:OrgId to 7 if that organization is meant",
            judged.Stranger);
    }

    [Fact]
    public void Another_organization_that_the_settings_name_is_ours_and_another()
    {
        var judged = Judge(Address, orgId: 7, known: new(Address, 1), organization: 7);

        Assert.Equal((new GrafanaIdentity(Address, 7), true, null), (judged.Identity, judged.IsAnother, judged.Stranger));
    }

    [Fact]
    public void An_organization_that_the_settings_do_not_name_is_a_strangers_the_first_time_too()
    {
        var judged = Judge(Address, orgId: 2, known: null, organization: 7);

        Assert.Equal("its token belongs to organization 7, and Grafana:main:OrgId is 2: set one of the two right", judged.Stranger);
    }

    [Fact]
    public void A_token_that_may_not_ask_stops_nothing_and_forgets_nothing()
    {
        var judged = Judge(Address, orgId: 2, known: new(Address, 1), organization: null);

        Assert.Equal((new GrafanaIdentity(Address, 1), false, false, null), (judged.Identity, judged.IsNews, judged.IsAnother, judged.Stranger));
    }

    [Fact]
    public void An_organization_that_could_not_be_asked_before_is_noted()
    {
        var judged = Judge(Address, orgId: null, known: new(Address, null), organization: 7);

        Assert.Equal((new GrafanaIdentity(Address, 7), true, false, null), (judged.Identity, judged.IsNews, judged.IsAnother, judged.Stranger));
    }

    private static GrafanaOwnership Judge(string url, int? orgId, GrafanaIdentity? known, long? organization) => GrafanaOwnership.Judge(
        new GrafanaOptions { Name = "main", Url = new Uri(url), Token = new Secret("token"), OrgId = orgId }, known, organization);
}
