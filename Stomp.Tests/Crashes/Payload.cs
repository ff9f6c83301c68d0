using System.Globalization;
using Stomp.Tests.Crashes.Checking;

namespace Stomp.Tests.Crashes;

/// <summary>What a message of a run says about itself, and how it is filled up.</summary>
/// <param name="Key">Which message it is.</param>
/// <param name="Transaction">The transaction it was sent in; 0 for none.</param>
/// <param name="Index">Which message of the transaction, from 1; 0 for none.</param>
/// <param name="Size">How many messages the transaction has.</param>
/// <param name="Fill">How many letters follow, so that there are short and long messages.</param>
internal readonly record struct Payload(MessageKey Key, int Transaction, int Index, int Size, int Fill)
{
    private const int Fields = 8;

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Key.Publisher} {Key.Target} {Key.Number} {Transaction} {Index} {Size} {Fill} {new string(LetterOf(Key.Number), Fill)}");

    /// <summary>Reads a body, which must be whole.</summary>
    /// <exception cref="InvalidDataException">It is not as any message was sent.</exception>
    public static Payload Parse(string body)
    {
        string[] fields = body.Split(' ');
        if (fields.Length == Fields)
        {
            var key = new MessageKey(Number(fields[0]), Target.Of(fields[1]).Name, Number(fields[2]));
            var payload = new Payload(key, Number(fields[3]), Number(fields[4]), Number(fields[5]), Number(fields[6]));
            if (fields[^1].Length == payload.Fill && !fields[^1].AsSpan().ContainsAnyExcept(LetterOf(payload.Key.Number)))
            {
                return payload;
            }
        }

        throw new InvalidDataException($"no message has this body: {body}");
    }

    private static char LetterOf(int number) => (char)('a' + (number % 26));

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
