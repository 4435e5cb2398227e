namespace Bridge.UnitTests.Settings;

/// <summary>The settings of a bridge that takes no webhooks.</summary>
public sealed class PollOnlySettingTests
{
    private static readonly (string, string?) PollOnly = ("IncidentIo:Webhooks", "false");

    [Fact]
    public void One_key_and_one_token_are_enough_and_changes_are_listed_every_half_minute()
    {
        var settings = TestSettings.Read(PollOnly, ("IncidentIo:SigningSecrets:0", null));

        Assert.Empty(settings.IncidentIo.SigningSecrets);
        Assert.Equal(TimeSpan.FromSeconds(30), settings.IncidentIo.ResyncInterval);
        Assert.Equal((false, TimeSpan.FromSeconds(30)), (settings.ForDeliveries().Webhooks, settings.ForDeliveries().ResyncInterval));
    }

    [Fact]
    public void With_webhooks_nothing_is_different()
    {
        var settings = TestSettings.Read();

        Assert.Equal((true, TimeSpan.FromMinutes(5)), (settings.IncidentIo.Webhooks, settings.IncidentIo.ResyncInterval));
        Assert.Equal((true, TimeSpan.Zero), (settings.ForDeliveries().Webhooks, TestSettings.Read(("IncidentIo:ResyncInterval", "00:00:00")).IncidentIo.ResyncInterval));
    }

    [Fact]
    public void Whoever_switches_back_and_forth_keeps_the_secrets_and_one_that_is_none_is_not_in_the_way()
    {
        var settings = TestSettings.Read(PollOnly, ("IncidentIo:SigningSecrets:1", "to come"));

        Assert.Single(settings.IncidentIo.SigningSecrets);
    }

    [Fact]
    public void The_interval_is_the_settings_own()
    {
        Assert.Equal(TimeSpan.FromSeconds(5), TestSettings.Read(PollOnly, ("IncidentIo:ResyncInterval", "00:00:05")).IncidentIo.ResyncInterval);
    }

    [Fact]
    public void Without_lists_nothing_would_ever_be_found_which_is_a_fault()
    {
        var fault = Assert.Single(TestSettings.Faults(PollOnly, ("IncidentIo:ResyncInterval", "00:00:00")));

        Assert.Equal("IncidentIo:ResyncInterval", fault.Setting);
        Assert.Contains("IncidentIo:Webhooks is false", fault.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void The_management_port_may_have_the_number_of_the_webhook_port_which_is_not_opened()
    {
        Assert.Equal(8080, TestSettings.Read(PollOnly, ("Server:ManagementPort", "8080")).Server.ManagementPort);
    }

    [Fact]
    public void A_signing_secret_that_is_missing_says_that_there_is_another_way()
    {
        Assert.Contains("set IncidentIo:Webhooks to false", Assert.Single(TestSettings.Faults(("IncidentIo:SigningSecrets:0", null))).Problem, StringComparison.Ordinal);
    }
}
