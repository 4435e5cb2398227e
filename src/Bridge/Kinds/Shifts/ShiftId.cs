using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Bridge.Vocabulary;

namespace Bridge.Kinds.Shifts;

/// <summary>What a shift is known by: <c>{schedule}-{start}-{hash of rotation and layer}</c>, the start in milliseconds since 1970.</summary>
/// <remarks>
/// incident.io gives a shift no id by which it could be read. Its fingerprint is one for comparing answers, and says neither of which schedule it is
/// nor when it begins; with these two, whether a shift is still there can be asked at any time, however long it has been over. An edit that moves
/// its start makes it another one.
/// </remarks>
internal static class ShiftId
{
    private const char Separator = '-';

    /// <summary>Characters of the hash: 64 bits.</summary>
    private const int HashLength = 16;

    /// <returns>None if the schedule's id can be no part of one.</returns>
    public static SubjectId? Of(string schedule, DateTimeOffset start, string? rotation, string? layer)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{rotation}\n{layer}"));
        var value = string.Create(
            CultureInfo.InvariantCulture,
            $"{schedule}{Separator}{start.ToUnixTimeMilliseconds()}{Separator}{Convert.ToHexStringLower(hash)[..HashLength]}");
        return SubjectId.TryCreate(SubjectKind.Shift, value, out var id) ? id : null;
    }

    /// <returns>False for the id of a schedule, as webhooks have it.</returns>
    public static bool TryRead(SubjectId id, out string schedule, out DateTimeOffset start)
    {
        var parts = id.Value.Split(Separator);
        (schedule, start) = (string.Join(Separator, parts.SkipLast(2)), default);
        if (parts is not [_, .., var time, { Length: HashLength } hash] || schedule.Length == 0 || !hash.All(char.IsAsciiHexDigitLower)
            || !long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            || milliseconds > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())
        {
            return false;
        }

        start = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
        return true;
    }
}
