using Bridge.Observability;
using Bridge.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace Bridge.UnitTests.Settings;

/// <summary>What changes in the configuration file while the bridge runs.</summary>
public sealed class LiveConfigFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bridge-test-");
    private readonly FakeLogger<LiveSettings> _logger = new();
    private readonly ConfigurationManager _configuration = new();
    private readonly LiveSettings _live;

    public LiveConfigFileTests()
    {
        Write("annotations: { tags: [old] }");
        _configuration.AddInMemoryCollection(TestSettings.Least);
        _configuration.AddInMemoryCollection([KeyValuePair.Create("Config:File", (string?)File)]);
        _configuration.AddConfigFile();
        _live = new LiveSettings(_configuration, BridgeSettings.Read(_configuration), _logger);
    }

    private string File => Path.Combine(_folder.FullName, "bridge.yaml");

    public void Dispose()
    {
        _live.Dispose();
        _configuration.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public void Tags_texts_and_routes_are_in_use_at_once()
    {
        var deliveries = _live.Current.ForDeliveries(() => _live.Current);

        Change("annotations: { tags: [new], text: 'Hello {{ incident.name }}' }\nroutes: [{ name: one }, { name: two }]");

        Assert.Equal(["new"], deliveries.Annotations.Tags);
        Assert.NotNull(deliveries.Annotations.Text);
        Assert.Equal(["one", "two"], deliveries.Routes.Select(route => route.Name));
        Assert.Equal([EventIds.SettingsReloaded], Events());
    }

    [Fact]
    public void Fault_leaves_what_was_before_and_is_told_with_its_line_until_it_is_mended()
    {
        Change("annotations:\n  tags: [new]\n  shap: points\n");

        Assert.Equal((true, "old"), (_live.HasFaults, _live.Current.Annotations.Tags[0]));
        Assert.Equal([EventIds.SettingsRefused], Events());
        Assert.Equal(LogLevel.Error, _logger.LatestRecord.Level);
        Assert.Contains($"{File}:3: annotations.shap is not a setting.", _logger.LatestRecord.Message, StringComparison.Ordinal);

        Change("annotations:\n  tags: [new]\n  shape: points\n");

        Assert.Equal((false, "new"), (_live.HasFaults, _live.Current.Annotations.Tags[0]));
    }

    [Theory]
    [InlineData("annotations: { tags: [new]")]
    [InlineData(null)]
    public void File_that_cannot_be_read_any_more_leaves_what_was_before(string? text)
    {
        Change(text);

        Assert.Equal((true, "old"), (_live.HasFaults, _live.Current.Annotations.Tags[0]));
        Assert.Equal([EventIds.SettingsRefused], Events());

        Change("annotations: { tags: [new] }");

        Assert.Equal((false, "new"), (_live.HasFaults, _live.Current.Annotations.Tags[0]));
    }

    [Fact]
    public void What_needs_a_restart_is_told_once_and_has_no_effect_before()
    {
        Change("annotations: { tags: [new], driftInterval: 2h }\nserver: { webhookPort: 9080 }\ngrafana: { other: { url: https://other.example, token: hunter2 } }");
        Change("annotations: { tags: [newer], driftInterval: 2h }\nserver: { webhookPort: 9080 }\ngrafana: { other: { url: https://other.example, token: hunter2 } }");

        Assert.Equal([EventIds.SettingsReloaded, EventIds.SettingsNeedRestart, EventIds.SettingsReloaded], Events());
        var told = _logger.Collector.GetSnapshot().Single(record => record.Id.Id == EventIds.SettingsNeedRestart);
        Assert.Equal(
            "Changed settings that take effect at the next start only: annotations:driftInterval, grafana:other:url, server:webhookPort.",
            told.Message,
            ignoreCase: true);
        Assert.Equal(("newer", TimeSpan.FromHours(1)), (_live.Current.Annotations.Tags[0], _live.Current.Annotations.DriftInterval));
    }

    [Fact]
    public void What_is_written_anew_with_the_same_content_is_no_change()
    {
        Change("annotations: { tags: [old] }");

        Assert.Empty(Events());
    }

    private void Write(string text) => System.IO.File.WriteAllText(File, text);

    private void Change(string? text)
    {
        if (text is null)
        {
            System.IO.File.Delete(File);
        }
        else
        {
            Write(text);
        }

        ConfigFile.Of(_configuration)!.Refresh();
    }

    private IEnumerable<int> Events() => _logger.Collector.GetSnapshot().Select(record => record.Id.Id);
}
