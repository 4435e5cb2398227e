using System.Security.Cryptography;

namespace Bridge.Benchmarks.Load;

/// <summary>
/// Ids of webhooks as Svix makes them: <c>msg_</c> and a KSUID, which begins with the time. So they come nearly in order, which is what an
/// index of them grows by.
/// </summary>
/// <remarks>A KSUID is 4 bytes of seconds since May 2014 and 16 of chance, in base 62 and always 27 characters.</remarks>
internal static class MessageIds
{
    public const int Length = 4 + Characters;

    private const int Characters = 27;
    private const int Bytes = 20;
    private const long Epoch = 1_400_000_000;
    private const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    public static string New(DateTimeOffset time)
    {
        Span<byte> number = stackalloc byte[Bytes];
        RandomNumberGenerator.Fill(number[4..]);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(number, (uint)(time.ToUnixTimeSeconds() - Epoch));

        Span<char> text = stackalloc char[Length];
        "msg_".CopyTo(text);
        for (var at = Length - 1; at >= Length - Characters; at--)
        {
            text[at] = Digits[DivideBy62(number)];
        }

        return new string(text);
    }

    /// <summary>Divides the whole number in place, and returns what remains.</summary>
    private static int DivideBy62(Span<byte> number)
    {
        var remainder = 0;
        foreach (ref var digit in number)
        {
            var value = (remainder << 8) | digit;
            digit = (byte)(value / 62);
            remainder = value % 62;
        }

        return remainder;
    }
}
