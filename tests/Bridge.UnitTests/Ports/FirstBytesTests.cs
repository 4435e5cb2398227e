using System.Text;
using Bridge.Ports;
using Bridge.UnitTests.Webhooks;
using Microsoft.AspNetCore.Http;

namespace Bridge.UnitTests.Ports;

public sealed class FirstBytesTests
{
    [Theory]
    [InlineData("", nameof(FirstBytes.Other))]
    [InlineData("P", nameof(FirstBytes.Other))]
    [InlineData("POST / HTTP/1.1\r\n", nameof(FirstBytes.Other))]
    [InlineData("PROXY", nameof(FirstBytes.Other))]
    [InlineData("PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n", nameof(FirstBytes.ProxyProtocol))]
    [InlineData("PROXY UNKNOWN\r\n", nameof(FirstBytes.ProxyProtocol))]
    [InlineData("\r\n\r\n\0\r\nQUIT\n\u0021", nameof(FirstBytes.ProxyProtocol))]
    [InlineData("\r\n\r\n\0\r\nQUI", nameof(FirstBytes.Other))]
    [InlineData("\u0016\u0003\u0001\u0002\0\u0001", nameof(FirstBytes.Tls))]
    [InlineData("\u0016\u0003", nameof(FirstBytes.Tls))]
    [InlineData("\u0016", nameof(FirstBytes.Other))]
    [InlineData("\u0017\u0003\u0003", nameof(FirstBytes.Other))]
    public void What_is_no_http_is_recognized_whole_and_in_pieces(string text, string expected)
    {
        var bytes = Encoding.Latin1.GetBytes(text);

        Assert.Equal(Enum.Parse<FirstBytes>(expected), FirstBytesReader.Recognize(InPieces.Of(bytes, 100)));
        Assert.Equal(Enum.Parse<FirstBytes>(expected), FirstBytesReader.Recognize(InPieces.Of(bytes, 1)));
    }

    [Theory]
    [InlineData(nameof(FirstBytes.Tls), 400, nameof(RefusalReason.Tls))]
    [InlineData(nameof(FirstBytes.ProxyProtocol), 400, nameof(RefusalReason.ProxyProtocol))]
    [InlineData(nameof(FirstBytes.Other), 400, nameof(RefusalReason.Malformed))]
    [InlineData(nameof(FirstBytes.Other), 505, nameof(RefusalReason.Malformed))]
    [InlineData(nameof(FirstBytes.Other), 408, nameof(RefusalReason.Timeout))]
    [InlineData(nameof(FirstBytes.Other), 413, nameof(RefusalReason.TooLarge))]
    [InlineData(nameof(FirstBytes.Other), 414, nameof(RefusalReason.TooLarge))]
    [InlineData(nameof(FirstBytes.Other), 431, nameof(RefusalReason.TooLarge))]
    public void The_reason_is_what_they_speak_or_else_what_the_server_says(string first, int status, string expected) =>
        Assert.Equal(Enum.Parse<RefusalReason>(expected), BadRequests.ReasonOf(Enum.Parse<FirstBytes>(first), new BadHttpRequestException("no", status)));
}
