namespace Bridge.PackagingTests.Tools;

/// <summary>Prometheus' own checker of rules, from Debian's package prometheus or wherever PATH has it.</summary>
internal static class Promtool
{
    public static async Task<CommandResult> RunAsync(params IReadOnlyList<string> arguments)
    {
        var program = Command.OnPath("promtool");
        if (program is null)
        {
            Command.Missing("promtool", "install Debian's package prometheus, or put it on PATH.");
        }

        return await Command.RunAsync(program!, arguments);
    }
}
