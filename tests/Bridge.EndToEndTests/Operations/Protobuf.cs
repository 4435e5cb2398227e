using System.Text;

namespace Bridge.EndToEndTests.Operations;

/// <summary>
/// As much of Kubernetes' binary form as is needed to keep objects and list them: four bytes of magic, then a message with the kind (1)
/// and the object (2), whose metadata (1) has the name (1) and the labels (11).
/// </summary>
internal static class Protobuf
{
    public const string MediaType = "application/vnd.kubernetes.protobuf";

    private const int Text = 2;

    public static string Name(byte[] document) => Encoding.UTF8.GetString(One(Metadata(document), 1));

    public static Dictionary<string, string> Labels(byte[] document) => Fields(Metadata(document))
        .Where(field => field.Number == 11)
        .ToDictionary(label => Encoding.UTF8.GetString(One(label.Value, 1)), label => Encoding.UTF8.GetString(One(label.Value, 2)));

    /// <summary>What a secret holds (2), by key.</summary>
    public static Dictionary<string, string> SecretData(byte[] document) => Fields(One(document[4..], 2))
        .Where(field => field.Number == 2)
        .ToDictionary(entry => Encoding.UTF8.GetString(One(entry.Value, 1)), entry => Encoding.UTF8.GetString(One(entry.Value, 2)));

    /// <summary>A list of secrets, itself such a document.</summary>
    public static byte[] SecretList(IEnumerable<byte[]> documents)
    {
        byte[] kind = [.. Field(1, "v1"u8.ToArray()), .. Field(2, "SecretList"u8.ToArray())];
        byte[] items = [.. documents.SelectMany(document => Field(2, One(document[4..], 2)))];
        return [.. "k8s\0"u8, .. Field(1, kind), .. Field(2, items)];
    }

    private static byte[] Metadata(byte[] document) => One(One(document[4..], 2), 1);

    private static byte[] One(byte[] message, int number) => Fields(message).First(field => field.Number == number).Value;

    private static IEnumerable<(int Number, byte[] Value)> Fields(byte[] message)
    {
        for (var at = 0; at < message.Length;)
        {
            var tag = Number(message, ref at);
            var number = Number(message, ref at);
            if ((tag & 7) == Text)
            {
                yield return (tag >> 3, message[at..(at + number)]);
                at += number;
            }
        }
    }

    private static int Number(byte[] message, ref int at)
    {
        var (number, shift) = (0, 0);
        while (true)
        {
            var part = message[at++];
            number |= (part & 127) << shift;
            shift += 7;
            if (part < 128)
            {
                return number;
            }
        }
    }

    private static byte[] Field(int number, byte[] value)
    {
        var length = new List<byte>();
        for (var left = value.Length; ; left >>= 7)
        {
            length.Add((byte)(left > 127 ? (left & 127) | 128 : left));
            if (left <= 127)
            {
                return [(byte)((number << 3) | Text), .. length, .. value];
            }
        }
    }
}
