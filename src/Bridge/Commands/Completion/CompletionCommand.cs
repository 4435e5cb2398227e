using System.CommandLine;

namespace Bridge.Commands.Completion;

/// <summary><c>completion</c>: prints a script that has a shell complete commands and options.</summary>
internal static class CompletionCommand
{
    private const string Bash = "bash";
    private const string Zsh = "zsh";
    private const string Fish = "fish";

    /// <param name="root">The whole command line, which is read when the script is asked for.</param>
    public static Command Create(RootCommand root)
    {
        var shell = new Argument<string>("shell") { Description = "bash, zsh or fish." };
        shell.AcceptOnlyFromAmong(Bash, Zsh, Fish);
        var command = new Command(
            "completion", "Prints a script that has a shell complete the commands and options of this program. For bash: source <(incident-bridge completion bash)")
        {
            shell,
        };
        command.SetAction(arguments =>
        {
            var words = CompletionWords.Of(root);
            Console.Out.Write(arguments.GetValue(shell) switch
            {
                Bash => BashScript.Of(words),
                Zsh => ZshScript.Of(words),
                _ => FishScript.Of(words),
            });
        });
        return command;
    }
}
