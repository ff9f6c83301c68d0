using System.Text;
using Stomp.Broker.Selectors;
using Stomp.Broker.Selectors.Parsing;
using Stomp.Broker.Subscriptions;

namespace Stomp.Broker.Destinations.Topics;

/// <summary>What is stored of a durable subscription beside its messages.</summary>
internal static class DurableDefinition
{
    private const byte Version = 1;

    /// <summary>Writes it.</summary>
    public static byte[] Write(DurableName name, byte[] destination, SubscriptionOptions options)
    {
        using var octets = new MemoryStream();
        using var writer = new BinaryWriter(octets, Encoding.UTF8);
        writer.Write(Version);
        WriteText(writer, name.User);
        WriteText(writer, name.Client);
        writer.Write(name.Name);
        writer.Write(destination.Length);
        writer.Write(destination);
        WriteText(writer, options.Selector);
        writer.Write(options.NoLocal);
        writer.Flush();
        return octets.ToArray();
    }

    /// <summary>Reads it.</summary>
    /// <exception cref="InvalidDataException">It is not what was written.</exception>
    public static (DurableName Name, byte[] Destination, SubscriptionOptions Options) Read(ReadOnlyMemory<byte> definition)
    {
        using var reader = new BinaryReader(new MemoryStream(definition.ToArray()), Encoding.UTF8);
        try
        {
            if (reader.ReadByte() != Version)
            {
                throw new InvalidDataException("The definition of a durable subscription is of a version that is not known here.");
            }

            var name = new DurableName(ReadText(reader), ReadText(reader), reader.ReadString());
            byte[] destination = reader.ReadBytes(reader.ReadInt32());
            string? selector = ReadText(reader);
            var options = new SubscriptionOptions
            {
                Selector = selector,
                Filter = selector is null ? null : Selector.Parse(selector),
                NoLocal = reader.ReadBoolean(),
            };
            return (name, destination, options);
        }
        catch (SelectorException exception)
        {
            throw new InvalidDataException("The selector of a durable subscription is malformed.", exception);
        }
        catch (EndOfStreamException exception)
        {
            throw new InvalidDataException("The definition of a durable subscription is cut off.", exception);
        }
    }

    private static void WriteText(BinaryWriter writer, string? text)
    {
        writer.Write(text is not null);
        if (text is not null)
        {
            writer.Write(text);
        }
    }

    private static string? ReadText(BinaryReader reader) => reader.ReadBoolean() ? reader.ReadString() : null;
}
