using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Bridge.Subjects;
using Bridge.Vocabulary;

namespace Bridge.Kinds;

/// <summary>
/// Since when each subject is as it is, as far as this process has seen: for kinds of which incident.io names no time of the last change. After a
/// start everything is news once, which costs no request to a Grafana that shows it already.
/// </summary>
internal sealed class Sightings(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<SubjectId, (string Content, DateTimeOffset Since)> _seen = [];

    /// <summary>The same with the time at which it was first seen so.</summary>
    public Happening Date(Happening happening)
    {
        var content = ContentOf(happening);
        lock (_lock)
        {
            if (!_seen.TryGetValue(happening.Id, out var sighting) || sighting.Content != content)
            {
                _seen[happening.Id] = sighting = (content, time.GetUtcNow());
            }

            return happening with { UpdatedAt = sighting.Since };
        }
    }

    /// <summary>Forgets all but these: what is on no list any more.</summary>
    public void KeepOnly(IReadOnlySet<SubjectId> listed)
    {
        lock (_lock)
        {
            foreach (var id in _seen.Keys.Where(id => !listed.Contains(id)).ToList())
            {
                _seen.Remove(id);
            }
        }
    }

    /// <summary>A hash, so that no name is kept.</summary>
    private static string ContentOf(Happening happening)
    {
        var content = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"{happening.Start:O}\n{happening.End:O}\n{happening.Title.Length}\n{happening.Title}")
            .AppendJoin("", happening.Facts.Select(fact => $"\n{fact.Key}\n{fact.Text.Length}\n{fact.Text}"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content.ToString())));
    }
}
