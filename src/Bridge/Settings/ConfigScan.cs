using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Bridge.Settings;

/// <summary>What a configuration file holds: YAML or JSON, which is YAML too, with the settings' names as the chart's <c>config</c> has them.</summary>
/// <param name="Values">The settings, by their keys.</param>
/// <param name="Places">Where each setting and each section stands.</param>
/// <param name="Faults">What keeps the file from being read.</param>
internal sealed record ConfigScan(
    IReadOnlyDictionary<string, string?> Values, IReadOnlyDictionary<string, ConfigPlace> Places, IReadOnlyList<SettingFault> Faults)
{
    /// <param name="file">Its path as the operator wrote it, for faults.</param>
    /// <param name="text">Its content.</param>
    public static ConfigScan Of(string file, string text)
    {
        var stream = new YamlStream();
        try
        {
            using var reader = new StringReader(text);
            stream.Load(reader);
        }
        catch (YamlException exception)
        {
            return Broken(new SettingFault(At(file, exception.Start.Line), $"cannot be read from here on, as YAML or JSON: {exception.Message.TrimEnd('.')}."));
        }

        return stream.Documents.Count switch
        {
            0 => new ConfigWalk(file).Result,
            1 => new ConfigWalk(file).Read(stream.Documents[0].RootNode),
            _ => Broken(new SettingFault(At(file, stream.Documents[1].RootNode.Start.Line), "begins a second document. The bridge reads one.")),
        };
    }

    public static ConfigScan Broken(SettingFault fault) =>
        new(new Dictionary<string, string?>(), new Dictionary<string, ConfigPlace>(), [fault]);

    public static string At(string file, long line) => string.Create(CultureInfo.InvariantCulture, $"{file}:{line}");
}

/// <summary>Where something stands in a configuration file.</summary>
/// <param name="Name">Its name as written there, with dots between its parts.</param>
/// <param name="Line">The line, from 1.</param>
internal sealed record ConfigPlace(string Name, long Line);
