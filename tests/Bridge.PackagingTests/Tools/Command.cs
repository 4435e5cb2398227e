using System.Diagnostics;

namespace Bridge.PackagingTests.Tools;

/// <summary>What a program printed, and how it ended.</summary>
internal sealed record CommandResult(int ExitCode, string Output, string Error)
{
    /// <summary>The output of a command that has to work.</summary>
    public string Succeeded()
    {
        Assert.True(ExitCode == 0, $"exit code {ExitCode}\n{Output}\n{Error}");
        return Output;
    }
}

internal static class Command
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static async Task<CommandResult> RunAsync(string program, params IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(program)
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        cancellation.CancelAfter(Patience);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellation.Token);
            var error = process.StandardError.ReadToEndAsync(cancellation.Token);
            await process.WaitForExitAsync(cancellation.Token);
            return new CommandResult(process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    /// <summary>The program's full path, or null when it is not on PATH.</summary>
    public static string? OnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, program))
        .FirstOrDefault(File.Exists);

    /// <summary>A tool that is missing is an excuse on somebody's machine, and a fault in CI.</summary>
    public static void Missing(string tool, string remedy)
    {
        Assert.False(Environment.GetEnvironmentVariable("CI") == "true", $"{tool} is missing: {remedy}");
        Assert.Skip($"{tool} is missing: {remedy}");
    }
}
