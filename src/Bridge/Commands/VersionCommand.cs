using System.CommandLine;
using Bridge.Observability;

namespace Bridge.Commands;

/// <summary><c>version</c>: which build this is. It needs no settings.</summary>
internal static class VersionCommand
{
    public static Command Create()
    {
        var json = CommandJson.Option();
        var command = new Command("version", "Prints the version and the commit that was built.") { json };
        command.SetAction(arguments =>
        {
            if (arguments.GetValue(json))
            {
                CommandJson.Write(new VersionDocument(true, BuildInfo.Version, BuildInfo.Revision), CommandJson.Default.VersionDocument);
            }
            else
            {
                Console.Out.WriteLine($"incident-bridge {BuildInfo.Version} ({BuildInfo.Revision})");
            }
        });
        return command;
    }
}

/// <summary>What <c>version --json</c> prints.</summary>
/// <param name="Ok">Always.</param>
/// <param name="Version">Such as <c>1.2.3</c>.</param>
/// <param name="Revision">The commit.</param>
internal sealed record VersionDocument(bool Ok, string Version, string Revision);
