namespace Bridge.PackagingTests.Tools;

/// <summary>Prometheus' own checker of rules, from Debian's package prometheus or wherever PATH has it.</summary>
internal static class Promtool
{
    public static async Task<CommandResult> RunAsync(params IReadOnlyList<string> arguments) => await Command.RunAsync(Find(), arguments);

    /// <summary>What it finds to say of metrics in the text format; they have to be readable.</summary>
    public static async Task<string> CheckMetricsAsync(string file)
    {
        var result = await Command.RunAsync("/bin/sh", "-c", "\"$1\" check metrics <\"$2\"", "sh", Find(), file);
        return result.Succeeded() + result.Error;
    }

    private static string Find()
    {
        var program = Command.OnPath("promtool");
        if (program is null)
        {
            Command.Missing("promtool", "install Debian's package prometheus, or put it on PATH.");
        }

        return program!;
    }
}
