using System.CommandLine;
using Bridge.Observability;

namespace Bridge.Commands;

/// <summary><c>version</c>: which build this is. It needs no settings.</summary>
internal static class VersionCommand
{
    public static Command Create()
    {
        var command = new Command("version", "Prints the version and the commit that was built.");
        command.SetAction(_ => Console.Out.WriteLine($"incident-bridge {BuildInfo.Version} ({BuildInfo.Revision})"));
        return command;
    }
}
