using Bridge.Observability;
using Bridge.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace Bridge.UnitTests.Settings;

public sealed class LiveSettingsTests : IDisposable
{
    private readonly DirectoryInfo _secrets = Directory.CreateTempSubdirectory("bridge-test-");
    private readonly FakeLogger<LiveSettings> _logger = new();
    private readonly ConfigurationManager _configuration = new();
    private readonly LiveSettings _live;

    public LiveSettingsTests()
    {
        Secret("IncidentIo__ApiKey", "old-key\n");
        Secret("IncidentIo__SigningSecrets__0", TestSettings.SigningSecret);
        Secret("Grafana__main__Token", "old-token\n");
        _configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Grafana:main:Url"] = "https://grafana.example",
            ["Secrets:Directory"] = _secrets.FullName,
        });
        _configuration.AddSecretFiles();
        _live = new LiveSettings(_configuration, BridgeSettings.Read(_configuration), _logger);
    }

    public void Dispose()
    {
        _live.Dispose();
        _configuration.Dispose();
        _secrets.Delete(recursive: true);
    }

    [Fact]
    public void Secrets_come_from_their_files()
    {
        Assert.Equal("old-key", _live.Current.IncidentIo.ApiKey.Reveal());
        Assert.Equal("old-token", _live.Current.Grafana[0].Token.Reveal());
        Assert.Single(_live.Current.IncidentIo.SigningSecrets);
    }

    [Fact]
    public void Rotated_token_is_in_use_after_its_file_changed()
    {
        Secret("Grafana__main__Token", "new-token\n");

        Reload();

        Assert.Equal("new-token", _live.Current.Grafana[0].Token.Reveal());
        var log = _logger.LatestRecord;
        Assert.Equal((LogLevel.Information, EventIds.SettingsReloaded), (log.Level, log.Id.Id));
    }

    [Fact]
    public void Second_signing_secret_is_in_use_after_its_file_came()
    {
        Secret("IncidentIo__SigningSecrets__1", "whsec_AAAAr8GKYqrTwjUPD8ILPZIo2LaLAAAA");

        Reload();

        Assert.Equal(2, _live.Current.IncidentIo.SigningSecrets.Count);
    }

    [Fact]
    public void Change_with_a_fault_leaves_everything_as_it_was_and_logs_each_fault()
    {
        Secret("Grafana__main__Token", "new-token");
        Secret("IncidentIo__ApiKey", "");
        Secret("IncidentIo__SigningSecrets__0", "hunter2 and more");

        Reload();

        Assert.Equal("old-token", _live.Current.Grafana[0].Token.Reveal());
        Assert.Equal("old-key", _live.Current.IncidentIo.ApiKey.Reveal());
        var logs = _logger.Collector.GetSnapshot();
        Assert.All(logs, log => Assert.Equal((LogLevel.Error, EventIds.SettingsRefused), (log.Level, log.Id.Id)));
        Assert.Contains(logs, log => log.Message.Contains("IncidentIo:ApiKey", StringComparison.Ordinal));
        Assert.Contains(logs, log => log.Message.Contains("IncidentIo:SigningSecrets:0", StringComparison.Ordinal));
        Assert.DoesNotContain(logs, log => log.Message.Contains("hunter2", StringComparison.Ordinal));
    }

    [Fact]
    public void Change_is_taken_once_its_fault_is_mended()
    {
        Secret("Grafana__main__Token", "");
        Reload();
        Secret("Grafana__main__Token", "new-token");
        Reload();

        Assert.Equal("new-token", _live.Current.Grafana[0].Token.Reveal());
    }

    private void Secret(string name, string value) => File.WriteAllText(Path.Combine(_secrets.FullName, name), value);

    /// <summary>What a watcher does when it has seen a change, now.</summary>
    private void Reload() => ((IConfigurationRoot)_configuration).Reload();
}
