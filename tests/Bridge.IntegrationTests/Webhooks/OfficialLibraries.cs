using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using Bridge.IntegrationTests.Hosting;

namespace Bridge.IntegrationTests.Webhooks;

/// <summary>The npm packages <c>svix</c> and <c>standardwebhooks</c>, installed at their locked versions into a temporary folder.</summary>
public sealed class OfficialLibraries : IAsyncLifetime
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        PropertyNameCaseInsensitive = true,
    };

    private readonly TemporaryFolder _folder = new();
    private string? _missing;

    /// <summary>The scripts and the recorded vectors, as they are shipped.</summary>
    internal static string Scripts => Path.Combine(AppContext.BaseDirectory, "Webhooks", "npm");

    internal static Recording ReadRecording(string json) => JsonSerializer.Deserialize<Recording>(json, Json)!;

    public async ValueTask InitializeAsync()
    {
        try
        {
            foreach (var path in Directory.EnumerateFiles(Scripts))
            {
                File.Copy(path, _folder.File(Path.GetFileName(path)));
            }

            await RunAsync("node", ["--version"]);
            await RunAsync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
        }
        catch (Exception exception) when (exception is Win32Exception or CommandFailedException)
        {
            _missing = $"The official libraries need Node.js, npm and its registry: {exception.Message}";
        }
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>A clone without Node has the recorded vectors; where the build is judged, nothing is skipped.</summary>
    internal void Require()
    {
        if (_missing is not null)
        {
            Assert.False(Environment.GetEnvironmentVariable("CI") == "true", _missing);
            Assert.Skip(_missing);
        }
    }

    internal Task<string> SignAsync(string secret, long seconds, int count) =>
        RunAsync("node", ["sign.mjs", secret, $"{seconds}", $"{count}"]);

    internal async Task<IReadOnlyList<Verdict>> VerifyAsync(IEnumerable<TestWebhook> webhooks)
    {
        var input = JsonSerializer.Serialize(
            webhooks.Select(webhook => new
            {
                webhook.Secret,
                webhook.Id,
                webhook.Timestamp,
                webhook.Body,
                Signature = webhook.Signature ?? webhook.Sign(),
            }),
            Json);
        return JsonSerializer.Deserialize<List<Verdict>>(await RunAsync("node", ["verify.mjs"], input), Json)!;
    }

    private async Task<string> RunAsync(string command, string[] arguments, string input = "")
    {
        var start = new ProcessStartInfo(command, arguments)
        {
            WorkingDirectory = _folder.Path,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return process.ExitCode == 0
            ? await output
            : throw new CommandFailedException($"{command} {arguments[0]} ended with {process.ExitCode}: {await errors}");
    }

    internal sealed record Verdict(string Library, string Id, string? Problem);

    internal sealed record Recording(string MadeBy, string Secret, IReadOnlyList<Signed> Webhooks);

    internal sealed record Signed(string Library, string Id, string Timestamp, string Incident, string Body, string Signature);

    private sealed class CommandFailedException(string message) : Exception(message);
}
