using System.ComponentModel;
using System.Diagnostics;

namespace Bridge.Benchmarks.Processes;

/// <summary>Programs that are run to their end: compilers and package managers.</summary>
internal static class ExternalProgram
{
    /// <returns>What it wrote.</returns>
    /// <exception cref="BenchmarkException">It is missing, or failed.</exception>
    public static async Task<string> RunAsync(string folder, string program, string[] arguments, CancellationToken cancellationToken)
    {
        var info = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // Left by `dotnet run`, and misleading for another build.
        info.Environment.Remove("MSBUILD_EXE_PATH");
        try
        {
            using var process = Process.Start(info)!;
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode == 0
                ? output
                : throw new BenchmarkException($"{program} {string.Join(' ', arguments)} failed: {output}{await errors}");
        }
        catch (Win32Exception exception)
        {
            throw new BenchmarkException($"{program} is needed: {exception.Message}");
        }
    }
}
