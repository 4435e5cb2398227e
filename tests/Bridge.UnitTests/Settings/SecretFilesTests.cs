using Bridge.Observability;
using Bridge.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Primitives;
using Microsoft.Extensions.Time.Testing;

namespace Bridge.UnitTests.Settings;

public sealed class SecretFilesTests : IAsyncDisposable
{
    private const string Name = "Grafana__main__Token";
    private const string Key = "Grafana:main:Token";

    private readonly DirectoryInfo _secrets = Directory.CreateTempSubdirectory("bridge-test-");
    private readonly ConfigurationManager _configuration = new();
    private readonly FakeTimeProvider _time = new();
    private readonly FakeLogger<SecretFilesWatch> _logger = new();
    private SecretFilesWatch? _watch;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private SecretFiles Files => SecretFiles.Of(_configuration)!;

    public async ValueTask DisposeAsync()
    {
        if (_watch is not null)
        {
            await _watch.StopAsync(CancellationToken.None);
            _watch.Dispose();
        }

        _configuration.Dispose();
        if (_secrets.Exists)
        {
            _secrets.Delete(recursive: true);
        }
    }

    [Fact]
    public void File_is_a_setting_and_wins_over_the_environment()
    {
        File.WriteAllText(InSecrets(Name), "from-file\n");
        _configuration.AddInMemoryCollection([new(Key, "from-environment")]);

        Mount();

        Assert.Equal("from-file", _configuration[Key]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("/no/such/directory")]
    public void Directory_that_is_not_there_adds_nothing(string? directory)
    {
        _configuration.AddInMemoryCollection([new("Secrets:Directory", directory)]);
        var sources = ((IConfigurationBuilder)_configuration).Sources.Count;

        _configuration.AddSecretFiles();

        Assert.Equal(sources, ((IConfigurationBuilder)_configuration).Sources.Count);
    }

    [Fact]
    public void Secret_that_kubernetes_rotated_is_read_again()
    {
        MountVersion("..2026_01", "old-token");
        File.CreateSymbolicLink(InSecrets(Name), $"..data/{Name}");
        Mount();
        Assert.Equal("old-token", _configuration[Key]);

        MountVersion("..2026_02", "new-token");
        Look();

        Assert.Equal("new-token", _configuration[Key]);
    }

    [Theory]
    [InlineData(-3650)]
    [InlineData(0)]
    [InlineData(3650)]
    public void It_is_the_content_that_counts_and_not_the_time_of_the_file(int days)
    {
        File.WriteAllText(InSecrets(Name), "old-token");
        var written = File.GetLastWriteTimeUtc(InSecrets(Name));
        Mount();

        File.WriteAllText(InSecrets(Name), "new-token");
        File.SetLastWriteTimeUtc(InSecrets(Name), written.AddDays(days));
        Look();

        Assert.Equal("new-token", _configuration[Key]);
    }

    [Fact]
    public void What_has_not_changed_is_nobody_told_of()
    {
        File.WriteAllText(InSecrets(Name), "token");
        Mount();
        var reloads = 0;
        using var subscription = ChangeToken.OnChange(((IConfigurationRoot)_configuration).GetReloadToken, () => reloads++);

        File.SetLastWriteTimeUtc(InSecrets(Name), DateTime.UnixEpoch);
        Look();

        Assert.Equal(0, reloads);
    }

    [Fact]
    public void A_look_that_fails_leaves_everything_as_it_was_is_told_once_and_again_when_it_is_well()
    {
        File.WriteAllText(InSecrets(Name), "token");
        Mount();
        var elsewhere = _secrets.FullName + "-away";

        Directory.Move(_secrets.FullName, elsewhere);
        Look();
        Look();
        var failing = Files.Faults;
        var whileAway = _configuration[Key];
        Directory.Move(elsewhere, _secrets.FullName);
        Look();

        Assert.Equal("token", whileAway);
        Assert.Equal("Secrets:Directory", Assert.Single(failing).Setting);
        Assert.Empty(Files.Faults);
        Assert.Equal(
            [(LogLevel.Error, EventIds.SecretFilesFailing), (LogLevel.Information, EventIds.SecretFilesReadAgain)],
            _logger.Collector.GetSnapshot().Select(record => (record.Level, record.Id.Id)));
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_named_and_none_of_the_others_is_taken()
    {
        File.WriteAllText(InSecrets(Name), "old-token");
        File.WriteAllText(InSecrets("IncidentIo__ApiKey"), "old-key");
        Mount();

        File.WriteAllText(InSecrets("IncidentIo__ApiKey"), "new-key");
        File.Delete(InSecrets(Name));
        File.CreateSymbolicLink(InSecrets(Name), "nowhere");
        Look();

        Assert.Equal(("old-token", "old-key"), (_configuration[Key], _configuration["IncidentIo:ApiKey"]));
        Assert.Contains(Name, _logger.LatestRecord.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_looks_every_four_seconds_and_whoever_reads_the_settings_again_and_fails_does_not_end_it()
    {
        File.WriteAllText(InSecrets(Name), "1");
        Mount();
        using var subscription = ChangeToken.OnChange(
            ((IConfigurationRoot)_configuration).GetReloadToken, () => throw new InvalidOperationException("A bug."));
        _watch = new SecretFilesWatch(_configuration, _time, _logger);
        await _watch.StartAsync(Cancellation);

        foreach (var content in new[] { "2", "3" })
        {
            File.WriteAllText(InSecrets(Name), content);
            await Eventually.IsTrueAsync(
                () =>
                {
                    _time.Advance(TimeSpan.FromSeconds(4));
                    return _configuration[Key] == content;
                },
                "the change is seen");
        }

        Assert.False(_watch.ExecuteTask!.IsCompleted);

        // A file that is caught while it is written may be read twice.
        var errors = _logger.Collector.GetSnapshot().Where(record => record.Level == LogLevel.Error).ToList();
        Assert.NotEmpty(errors);
        Assert.All(errors, record => Assert.Equal("A bug.", record.GetStructuredStateValue("Problem")));
    }

    [Fact]
    public void A_file_that_cannot_be_read_stops_the_start_by_its_name()
    {
        File.CreateSymbolicLink(InSecrets(Name), "nowhere");
        _configuration.AddInMemoryCollection(TestSettings.Least);
        Mount();

        var faults = Assert.Throws<InvalidSettingsException>(() => BridgeSettings.Read(_configuration)).Faults;

        Assert.Contains(faults, fault => fault.Setting == Name && fault.Problem.StartsWith("in Secrets:Directory cannot be read: ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("_raw")]
    [InlineData("DOPPLER_PROJECT")]
    [InlineData("ca.crt")]
    [InlineData("username")]
    [InlineData("4913")]
    [InlineData("Somebody__Else")]
    [InlineData($"{Name}~")]
    [InlineData($"{Name}.bak")]
    [InlineData($"{Name}.SWP")]
    public void A_file_that_is_no_setting_of_ours_is_ignored_with_one_warning(string other)
    {
        File.WriteAllText(InSecrets(other), "hunter2");
        _configuration.AddInMemoryCollection(TestSettings.Least);
        Mount();

        Assert.NotNull(BridgeSettings.Read(_configuration));
        Look();
        Look();

        var warning = Assert.Single(_logger.Collector.GetSnapshot());
        Assert.Equal((LogLevel.Warning, EventIds.SecretFilesIgnored), (warning.Level, warning.Id.Id));
        Assert.Contains(other, warning.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", warning.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Grafana__main__Tokn", "Grafana:main:Tokn")]
    [InlineData("IncidntIo__ApiKey", "IncidntIo")]
    [InlineData("Server__Port.x", "Server:Port.x")]
    public void What_is_meant_for_us_is_as_strict_as_everywhere(string file, string setting)
    {
        File.WriteAllText(InSecrets(file), "hunter2");
        _configuration.AddInMemoryCollection(TestSettings.Least);
        Mount();

        var faults = Assert.Throws<InvalidSettingsException>(() => BridgeSettings.Read(_configuration)).Faults;

        Assert.Contains(faults, fault => fault.Setting.StartsWith(setting, StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_far_too_long_is_no_setting()
    {
        File.WriteAllText(InSecrets(Name), new string('x', 300_000));
        _configuration.AddInMemoryCollection(TestSettings.Least);
        Mount();

        Assert.Equal(Name, Assert.Single(Files.Faults).Setting);
    }

    private void Mount()
    {
        _configuration.AddInMemoryCollection([new("Secrets:Directory", $" {_secrets.FullName}")]);
        _configuration.AddSecretFiles();
    }

    /// <summary>Has the watch look once more.</summary>
    private void Look()
    {
        _watch ??= new SecretFilesWatch(_configuration, _time, _logger);
        _watch.Look(Files);
    }

    /// <summary>A version of the secret in a folder of its own, and the link that makes it the current one.</summary>
    private void MountVersion(string version, string token)
    {
        Directory.CreateDirectory(InSecrets(version));
        File.WriteAllText(Path.Combine(InSecrets(version), Name), token);
        File.Delete(InSecrets("..data"));
        File.CreateSymbolicLink(InSecrets("..data"), version);
    }

    private string InSecrets(string name) => Path.Combine(_secrets.FullName, name);
}
