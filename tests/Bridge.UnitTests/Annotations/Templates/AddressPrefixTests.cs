using Bridge.Annotations.Templates;

namespace Bridge.UnitTests.Annotations.Templates;

/// <summary>Where a value may follow in an address: as a browser reads it, the value must not choose the host.</summary>
public sealed class AddressPrefixTests
{
    [Theory]
    [InlineData("https://example.com/")]
    [InlineData("HTTPS://example.com/a?b=")]
    [InlineData("http://user@example.com:8080/")]
    [InlineData("  https://example.com/")]
    [InlineData("https:\\\\example.com\\")]
    [InlineData("/d")]
    [InlineData("/d/")]
    [InlineData("/.")]
    [InlineData("?")]
    [InlineData("?q=")]
    [InlineData("#")]
    [InlineData("https://example.com&#47;")]
    public void The_host_is_settled(string before) => Assert.True(AddressPrefix.IsComplete(before));

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("/")]
    [InlineData(" /")]
    [InlineData("//")]
    [InlineData("/\\")]
    [InlineData("\\\\")]
    [InlineData("\\/")]
    [InlineData("/&#47;")]
    [InlineData("/&#x5c;")]
    [InlineData("//example.com/")]
    [InlineData("https://")]
    [InlineData("https:///")]
    [InlineData("https:////example.com/")]
    [InlineData("https://example.com")]
    [InlineData("https://example.com:80")]
    [InlineData("https://example.com?")]
    [InlineData("https://example.com#")]
    [InlineData("https:example.com/")]
    [InlineData("http:/example.com/")]
    [InlineData("javascript:")]
    [InlineData("data:text/html,")]
    [InlineData("ftp://example.com/")]
    [InlineData("images/")]
    [InlineData("./")]
    public void A_value_could_choose_the_host_or_what_the_address_does(string before) => Assert.False(AddressPrefix.IsComplete(before));

    [Theory]
    [InlineData("<b>")]
    [InlineData("<b></i>")]
    [InlineData("</b>")]
    [InlineData("<i><b></i>")]
    public void A_template_of_tags_takes_no_time(string part)
    {
        var text = "x" + string.Concat(Enumerable.Repeat(part, AnnotationTemplate.MaxTemplateLength / part.Length - 1));
        var started = TimeProvider.System.GetTimestamp();

        Assert.True(AnnotationTemplate.TryParse(text, out _, out var problem), problem);

        Assert.InRange(TimeProvider.System.GetElapsedTime(started).TotalSeconds, 0, 3);
    }
}
