using Bridge.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;

namespace Bridge.UnitTests.Settings;

public sealed class SecretFilesTests : IDisposable
{
    private const string Name = "Grafana__main__Token";

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly DirectoryInfo _secrets = Directory.CreateTempSubdirectory("bridge-test-");
    private readonly ConfigurationManager _configuration = new();

    public void Dispose()
    {
        _configuration.Dispose();
        _secrets.Delete(recursive: true);
    }

    [Fact]
    public void File_is_a_setting_and_wins_over_the_environment()
    {
        File.WriteAllText(InSecrets(Name), "from-file\n");
        _configuration.AddInMemoryCollection([new("Grafana:main:Token", "from-environment"), new("Secrets:Directory", $" {_secrets.FullName}")]);

        _configuration.AddSecretFiles();

        Assert.Equal("from-file", _configuration["Grafana:main:Token"]);
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
    public async Task Secret_that_kubernetes_rotated_is_read_again()
    {
        Mount("..2026_01", "old-token");
        File.CreateSymbolicLink(InSecrets(Name), $"..data/{Name}");
        _configuration.AddInMemoryCollection([new("Secrets:Directory", _secrets.FullName)]);
        _configuration.AddSecretFiles();
        Assert.Equal("old-token", _configuration["Grafana:main:Token"]);
        var rotated = new TaskCompletionSource();
        using var subscription = ChangeToken.OnChange(((IConfigurationRoot)_configuration).GetReloadToken, () =>
        {
            if (_configuration["Grafana:main:Token"] == "new-token")
            {
                rotated.TrySetResult();
            }
        });

        Mount("..2026_02", "new-token");

        await rotated.Task.WaitAsync(Deadline, TestContext.Current.CancellationToken);
    }

    /// <summary>A version of the secret in a folder of its own, and the link that makes it the current one.</summary>
    private void Mount(string version, string token)
    {
        Directory.CreateDirectory(InSecrets(version));
        File.WriteAllText(Path.Combine(InSecrets(version), Name), token);
        File.Delete(InSecrets("..data"));
        File.CreateSymbolicLink(InSecrets("..data"), version);
    }

    private string InSecrets(string name) => Path.Combine(_secrets.FullName, name);
}
