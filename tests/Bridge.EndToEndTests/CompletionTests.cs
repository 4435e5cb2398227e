using System.Diagnostics;

namespace Bridge.EndToEndTests;

/// <summary><c>completion</c>: the shells themselves complete what the commands define.</summary>
public sealed class CompletionTests
{
    /// <summary>Debian's packages of the same names; bash is everywhere.</summary>
    private static readonly string[] Folders = ["/bin", "/usr/bin", "/usr/local/bin"];

    private static bool IsCi => Environment.GetEnvironmentVariable("CI") == "true";

    [Theory]
    [InlineData("pre", "preview")]
    [InlineData("preview --si", "--since")]
    [InlineData("backfill --since 90d --dr", "--dry-run")]
    [InlineData("--config bridge.yaml ex", "explain")]
    [InlineData("run --dr", "--dry-run")]
    [InlineData("completion z", "zsh")]
    [InlineData("completion ", "bash fish zsh --help --config")]
    [InlineData("backfill --since 9", "")]
    public async Task Bash_completes(string typed, string expected)
    {
        var words = typed.Split(' ');
        var quoted = string.Join(' ', words.Select(word => $"'{word}'"));

        var completed = await CompleteAsync(
            "bash", "bash", $"COMP_WORDS=(incident-bridge {quoted}); COMP_CWORD={words.Length}; _incident_bridge; echo \"${{COMPREPLY[*]}}\"");

        Assert.Equal(expected, completed);
    }

    [Fact]
    public async Task Bash_completes_at_the_key_tab()
    {
        Assert.SkipUnless(Has("script"), "There is no script to make a terminal with: apt-get install bsdutils");
        var folder = Directory.CreateTempSubdirectory("bridge-completion-");
        var rc = Path.Combine(folder.FullName, "rc");
        await File.WriteAllTextAsync(
            rc, $"PS1=; incident-bridge() {{ echo \"ran: $*.\"; }}\n{await ScriptAsync("bash")}", TestContext.Current.CancellationToken);

        var seen = await RunAsync("script", $"-qec \"bash --noprofile --rcfile {rc} -i\" /dev/null", "incident-bridge pre\t--si\t90d\nexit\n");

        folder.Delete(recursive: true);
        Assert.Contains("ran: preview --since 90d.", seen, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pre", "preview")]
    [InlineData("preview --si", "--since")]
    [InlineData("completion z", "zsh")]
    public async Task Fish_completes(string typed, string expected)
    {
        Assert.SkipUnless(Has("fish") || IsCi, "There is no fish: apt-get install fish");

        var completed = await CompleteAsync("fish", "fish", $"complete -C 'incident-bridge {typed}'");

        Assert.Equal(expected, completed.Split('\t')[0]);
    }

    [Fact]
    public async Task Zsh_takes_the_script_and_offers_what_the_command_has()
    {
        Assert.SkipUnless(Has("zsh") || IsCi, "There is no zsh: apt-get install zsh");

        // What the completion system would show is caught where the script hands it over.
        var completed = await CompleteAsync(
            "zsh",
            "zsh",
            "_describe() { print -l -- $candidates }; words=(incident-bridge preview --si); CURRENT=3; _incident_bridge",
            before: "compdef() { : }");

        Assert.Contains("--since:Incidents created since then", completed, StringComparison.Ordinal);
        Assert.DoesNotContain("--until", completed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_shell_is_wrong_usage_and_the_message_names_those_that_there_are()
    {
        await using var world = await World.CreateAsync();

        var run = await CommandRun.InAsync(world, "completion", "tcsh");

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains("tcsh", run.Errors, StringComparison.Ordinal);
    }

    private static async Task<string> CompleteAsync(string shell, string program, string what, string before = "")
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, $"{before}\n{await ScriptAsync(shell)}\n{what}\n", TestContext.Current.CancellationToken);
        var output = await RunAsync(program, file, input: "");
        File.Delete(file);
        return output.Trim();
    }

    private static async Task<string> ScriptAsync(string shell)
    {
        await using var world = await World.CreateAsync();
        var run = await CommandRun.InAsync(world, "completion", shell);
        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        return run.Output;
    }

    private static async Task<string> RunAsync(string program, string arguments, string input)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        return output + await errors;
    }

    private static bool Has(string program) => Folders.Any(folder => File.Exists(Path.Combine(folder, program)));
}
