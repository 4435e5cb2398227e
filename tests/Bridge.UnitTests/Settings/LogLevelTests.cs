using Bridge.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Bridge.UnitTests.Settings;

public sealed class LogLevelTests : IDisposable
{
    private readonly ConfigurationManager _configuration = new();

    public void Dispose() => _configuration.Dispose();

    [Theory]
    [InlineData("trace", LogLevel.Trace)]
    [InlineData("Debug", LogLevel.Debug)]
    [InlineData("info", LogLevel.Information)]
    [InlineData("Information", LogLevel.Information)]
    [InlineData("WARN", LogLevel.Warning)]
    [InlineData("warning", LogLevel.Warning)]
    [InlineData("error", LogLevel.Error)]
    [InlineData("critical", LogLevel.Critical)]
    public void Level_is_a_word_in_any_case(string word, LogLevel least)
    {
        Set("Default", word);

        using var logging = Start();

        Assert.Equal(least, LeastOf(logging, "Bridge.Webhooks"));
    }

    [Fact]
    public void Category_has_a_level_of_its_own()
    {
        Set("Default", "info");
        Set("Bridge.Webhooks", "trace");

        using var logging = Start();

        Assert.Equal((LogLevel.Trace, LogLevel.Information), (LeastOf(logging, "Bridge.Webhooks"), LeastOf(logging, "Bridge.Grafana")));
    }

    [Fact]
    public void Level_that_changes_is_in_force_at_once_and_a_wrong_one_leaves_it()
    {
        Set("Default", "info");
        using var logging = Start();

        Set("Default", "debug");
        ((IConfigurationRoot)_configuration).Reload();
        var changed = LeastOf(logging, "Bridge");
        Set("Default", "loud");
        ((IConfigurationRoot)_configuration).Reload();

        Assert.Equal((LogLevel.Debug, LogLevel.Debug), (changed, LeastOf(logging, "Bridge")));
    }

    private void Set(string category, string level) => _configuration[$"Logging:LogLevel:{category}"] = level;

    /// <summary>As the bridge does it, over what the host has set up already.</summary>
    private ServiceProvider Start() => new ServiceCollection()
        .AddLogging(logging =>
        {
            logging.AddConfiguration(_configuration.GetSection("Logging"));
            logging.Services.ReadLogLevels(_configuration);
            logging.AddFakeLogging();
        })
        .BuildServiceProvider();

    private static LogLevel LeastOf(ServiceProvider logging, string category)
    {
        var logger = logging.GetRequiredService<ILoggerFactory>().CreateLogger(category);
        return Enum.GetValues<LogLevel>().First(logger.IsEnabled);
    }
}
