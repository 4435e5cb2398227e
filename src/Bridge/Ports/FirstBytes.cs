using System.Buffers;

namespace Bridge.Ports;

/// <summary>What a connection begins with: those who speak something else than HTTP are told apart, so that it can be said what is wrong.</summary>
internal enum FirstBytes
{
    /// <summary>HTTP, or nothing that is known.</summary>
    Other,

    /// <summary>A TLS record with a handshake in it (RFC 8446, section 5.1).</summary>
    Tls,

    /// <summary>A header of the PROXY protocol, version 1 or 2 (HAProxy, "The PROXY protocol", sections 2.1 and 2.2).</summary>
    ProxyProtocol,
}

internal static class FirstBytesReader
{
    private const int Longest = 12;

    /// <summary>What these bytes are the beginning of. A first packet is never shorter than what is looked at, except on purpose.</summary>
    public static FirstBytes Recognize(in ReadOnlySequence<byte> bytes)
    {
        Span<byte> buffer = stackalloc byte[Longest];
        var length = (int)Math.Min(bytes.Length, Longest);
        bytes.Slice(0, length).CopyTo(buffer);
        ReadOnlySpan<byte> start = buffer[..length];
        if (start.StartsWith((ReadOnlySpan<byte>)[0x16, 0x03]))
        {
            return FirstBytes.Tls;
        }

        return start.StartsWith("PROXY "u8) || start.StartsWith("\r\n\r\n\0\r\nQUIT\n"u8) ? FirstBytes.ProxyProtocol : FirstBytes.Other;
    }
}
